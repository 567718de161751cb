package io.tunnelwatch.simulator.story;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A scenario, read and checked. */
public record World(String source, List<Account> accounts, Map<String, Listing> listings, List<Fault> faults) {
    private static final Listing NOTHING = new Listing(List.of(), List.of());

    public World {
        accounts = List.copyOf(accounts);
        listings = Map.copyOf(listings);
        faults = List.copyOf(faults);
    }

    /** @param source its name, for messages */
    public static World read(String source, String yaml) {
        return new ScenarioReader(Node.parse(source, yaml), source).read();
    }

    /** Every {@code account/region}, in the order of the file. */
    public List<String> targets() {
        return accounts.stream()
                .flatMap(account -> account.regions().stream().map(it -> account.name() + "/" + it))
                .toList();
    }

    public List<String> regions() {
        return accounts.stream().flatMap(it -> it.regions().stream()).distinct().toList();
    }

    public Optional<Account> accountOfKey(String accessKeyId) {
        return accounts.stream()
                .filter(it -> it.accessKeyId().equals(accessKeyId))
                .findFirst();
    }

    /** The connections of a target; empty if the scenario has none. */
    public Listing listing(String account, String region) {
        return listings.getOrDefault(account + "/" + region, NOTHING);
    }

    /** The effects of all faults at that time on such a call. */
    public List<Effect> effects(long millis, String account, String region, String action) {
        return faults.stream()
                .filter(it -> it.applies(millis, account, region, action))
                .map(Fault::effect)
                .toList();
    }
}
