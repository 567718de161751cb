package io.tunnelwatch.simulator.story;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a scenario: accounts and resources here, the timeline in {@link TimelineReader}. */
final class ScenarioReader {
    private static final int MOST_GENERATED = 10_000_000;

    private final Node root;
    private final String source;
    private final long repeat;
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Map<String, Gateway> gateways = new LinkedHashMap<>();
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<String, GeneratedConnections> groups = new LinkedHashMap<>();
    private int addresses;

    /** A VPN gateway, or a transit router if {@code router} is not null. */
    private record Gateway(
            String name,
            Account account,
            String region,
            String id,
            List<String> ips,
            Connection.@Nullable Router router) {}

    private record Draft(Blueprint blueprint, List<String> passes, Script script) {}

    ScenarioReader(Node root, String source) {
        this.root = root;
        this.source = source;
        this.repeat = root.millis("repeat", 0);
    }

    World read() {
        root.items("accounts").forEach(this::account);
        if (accounts.isEmpty()) {
            throw root.wrong("there is no account; add 'accounts:' with a '- name: …' below it");
        }
        root.items("gateways").forEach(this::gateway);
        root.items("transit-routers").forEach(this::transitRouter);
        root.items("connections").forEach(this::connection);
        root.items("generate").forEach(this::generate);
        var timeline = new TimelineReader(repeat, gateways.keySet(), customerGateways(), this::script);
        root.items("timeline").forEach(timeline::event);
        var faultReader = new FaultReader(repeat, accounts);
        List<Fault> faults =
                root.items("faults").stream().map(faultReader::read).toList();
        root.refuseTheRest();
        return new World(source, List.copyOf(accounts.values()), listings(timeline), faults);
    }

    private void account(Node node) {
        String name = fresh(node, accounts);
        var account = new Account(
                name,
                Node.or(node.text("access-key-id", null), "LTAISIMULATED" + CloudIds.letters(name)),
                Node.or(node.text("access-key-secret", null), "sim-secret-" + name + "-must-never-leave"),
                node.items("regions").stream().map(Node::text).toList());
        if (account.regions().isEmpty()) {
            throw node.wrong("account '" + name + "' has no region; add 'regions: [cn-hangzhou]'");
        }
        if (accounts.values().stream().anyMatch(it -> it.accessKeyId().equals(account.accessKeyId()))) {
            throw node.wrong("two accounts have the same access-key-id; give '" + name + "' one of its own");
        }
        accounts.put(name, account);
        node.refuseTheRest();
    }

    private void gateway(Node node) {
        String name = fresh(node, gateways);
        Account account = accountOf(node);
        var ips = List.of(
                Node.or(node.text("internet-ip", null), Blueprint.cloudIp(gateways.size(), 0)),
                Node.or(node.text("second-internet-ip", null), Blueprint.cloudIp(gateways.size(), 1)));
        String id = Node.or(node.text("id", null), CloudIds.id("vpn", name));
        gateways.put(name, new Gateway(name, account, regionOf(node, account), id, ips, null));
        node.refuseTheRest();
    }

    private void transitRouter(Node node) {
        String name = fresh(node, gateways);
        Account account = accountOf(node);
        String region = regionOf(node, account);
        var ips = List.of(Blueprint.cloudIp(gateways.size(), 0), Blueprint.cloudIp(gateways.size(), 1));
        var router = new Connection.Router(
                Node.or(node.text("id", null), CloudIds.id("tr", name)),
                name,
                Node.or(node.text("cen", null), CloudIds.id("cen", name)),
                Node.or(node.text("spec", null), "1000M"),
                ips.get(0),
                region + "a");
        gateways.put(name, new Gateway(name, account, region, router.id(), ips, router));
        node.refuseTheRest();
    }

    private void connection(Node node) {
        String name = fresh(node, drafts);
        Gateway gateway = gatewayOf(node);
        Account account = gateway == null ? accountOf(node) : gateway.account;
        String region = gateway == null ? regionOf(node, account) : gateway.region;
        int number = addresses++;
        boolean dual = node.number("tunnels", 1, 1, 2) == 2;
        List<String> peers = peers(node, name, dual);
        var blueprint = new Blueprint(
                account.name(),
                region,
                Node.or(node.text("id", null), CloudIds.id("vco", name)),
                name,
                number,
                dual,
                gateway == null || gateway.router != null ? null : gateway.id,
                gateway == null ? null : gateway.router,
                gateway == null ? List.of(Blueprint.cloudIp(number, 0), Blueprint.cloudIp(number, 1)) : gateway.ips,
                peers.stream().map(it -> CloudIds.id("cgw", it)).toList(),
                node.text("psk", null),
                node.flag("coupled", true),
                PlanReader.plan(node, name, number, dual));
        refuseSecondId(node, blueprint);
        var passes = new ArrayList<>(peers);
        passes.add(0, gateway == null ? "" : gateway.name);
        drafts.put(name, new Draft(blueprint, passes, new Script(dual ? 2 : 1, false)));
        node.refuseTheRest();
    }

    private void generate(Node node) {
        String prefix = node.text("prefix");
        Account account = accountOf(node);
        long every = node.millis("every", 600_000);
        long downFor = node.millis("down-for", 30_000);
        if (downFor >= every) {
            throw node.wrong("'down-for' must be shorter than 'every'; shorten it");
        }
        boolean clash = groups.values().stream().anyMatch(it -> it.letters().equals(CloudIds.letters(prefix)));
        if (clash) {
            throw node.must("prefix").wrong("two groups are named '" + prefix + "'; rename one");
        }
        groups.put(
                prefix,
                new GeneratedConnections(
                        account.name(),
                        regionOf(node, account),
                        prefix,
                        CloudIds.letters(prefix),
                        (int) node.number("count", 1, 1, MOST_GENERATED),
                        node.number("tunnels", 1, 1, 2) == 2,
                        node.flag("bgp", false),
                        node.flag("health-check", false),
                        node.find("tags").map(PlanReader::tags).orElse(Map.of()),
                        (int) node.number("restless", 0, 0, MOST_GENERATED),
                        every,
                        downFor,
                        new HashMap<>(),
                        repeat));
        node.refuseTheRest();
    }

    /** @return null when there is none of that name */
    private @Nullable Script script(String name) {
        Draft draft = drafts.get(name);
        if (draft != null) {
            return draft.script;
        }
        for (GeneratedConnections group : groups.values()) {
            int number = group.numberOf(name);
            if (number > 0) {
                return group.script(number);
            }
        }
        return null;
    }

    private List<String> customerGateways() {
        return drafts.values().stream()
                .flatMap(it -> it.passes.stream().skip(1))
                .toList();
    }

    private Map<String, Listing> listings(TimelineReader timeline) {
        var named = drafts.values().stream()
                .map(it -> build(it, timeline))
                .collect(Collectors.groupingBy(it -> it.account() + "/" + it.region()));
        var generated = groups.values().stream().collect(Collectors.groupingBy(it -> it.account() + "/" + it.region()));
        var listings = new HashMap<String, Listing>();
        for (Account account : accounts.values()) {
            for (String region : account.regions()) {
                String target = account.name() + "/" + region;
                listings.put(
                        target,
                        new Listing(named.getOrDefault(target, List.of()), generated.getOrDefault(target, List.of())));
            }
        }
        return listings;
    }

    private Connection build(Draft draft, TimelineReader timeline) {
        var paths = draft.passes.stream()
                .skip(1)
                .map(it -> List.of(timeline.gateway(draft.passes.get(0)), timeline.customerGateway(it)))
                .toList();
        Blueprint blueprint = draft.blueprint;
        return blueprint.build(draft.script.course(blueprint.plan(), blueprint.atRest(), paths, repeat));
    }

    private @Nullable Gateway gatewayOf(Node node) {
        var router = node.find("transit-router");
        if (router.isPresent()) {
            return gateway(router.get(), true);
        }
        return node.find("gateway").map(it -> gateway(it, false)).orElse(null);
    }

    private Gateway gateway(Node name, boolean isRouter) {
        String section = isRouter ? "transit-router" : "gateway";
        Gateway gateway = name.among(gateways, section);
        if ((gateway.router != null) != isRouter) {
            throw name.wrong("'" + name.text() + "' is not a " + section + "; use the other key");
        }
        return gateway;
    }

    private static List<String> peers(Node node, String name, boolean dual) {
        String peer = node.text("customer-gateway", null);
        return dual
                ? List.of(Node.or(peer, name + "-1"), Node.or(node.text("second-customer-gateway", peer), name + "-2"))
                : List.of(Node.or(peer, name));
    }

    private void refuseSecondId(Node node, Blueprint blueprint) {
        if (drafts.values().stream().anyMatch(it -> it.blueprint.id().equals(blueprint.id()))) {
            throw node.wrong("the id " + blueprint.id() + " is taken; give '" + blueprint.name() + "' another 'id'");
        }
    }

    private Account accountOf(Node node) {
        return node.find("account")
                .map(it -> it.among(accounts, "account"))
                .orElseGet(() -> accounts.values().iterator().next());
    }

    private static String regionOf(Node node, Account account) {
        return node.find("region")
                .map(it -> {
                    if (!account.regions().contains(it.text())) {
                        throw it.wrong("account '" + account.name() + "' has no region '" + it.text() + "'; it has "
                                + String.join(", ", account.regions()));
                    }
                    return it.text();
                })
                .orElse(account.regions().get(0));
    }

    private static String fresh(Node node, Map<String, ?> taken) {
        String name = node.text("name");
        if (taken.containsKey(name)) {
            throw node.must("name").wrong("the name '" + name + "' is taken; choose another");
        }
        return name;
    }
}
