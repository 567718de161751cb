package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A history of one target: connections that drop one by one, flap, or go down with their gateway; scans that fail; pollers that
 * fall silent, are taken over, and come back as zombies; records that are duplicated, lost and out of order; connections that
 * are created, changed, deleted and created again; unknown values.
 */
public final class RandomHistory {
    private static final String[] LADDER = {
        SeenConnection.PHASE1, SeenConnection.PHASE1, SeenConnection.PHASE2, "ike_sa_established", "", "something_new"
    };
    private static final String[] SESSION = {"success", "success", "success", "false", "failed", ""};
    private static final String[] LIFECYCLE = {"active", "active", "active", "updating", "financialLocked"};

    private final SplittableRandom random;
    private final TreeMap<String, SeenConnection> world = new TreeMap<>();
    private final TreeMap<String, Long> told = new TreeMap<>();
    private final List<Observation> observations = new ArrayList<>();
    private final int lines;
    private final int wellAtFirst;
    private Instant now = Scene.START;
    private long epoch = 1;
    private long scan;
    private int index;
    private int problem;
    private String flapping = "";
    private String gatewayDown = "";

    /** A generator of its own, so that histories without retirements stay as they were before these existed. */
    private final @Nullable SplittableRandom retiring;

    private RandomHistory(long seed, boolean retires) {
        random = new SplittableRandom(seed);
        retiring = retires ? new SplittableRandom(seed) : null;
        boolean large = chance(25);
        lines = large ? 22 + random.nextInt(12) : 2 + random.nextInt(6);
        wellAtFirst = large ? 1 : 10;
    }

    public static List<Observation> of(long seed) {
        return of(seed, false);
    }

    /** A history in which the target is also retired, sometimes again, sometimes silent, and mostly polled again. */
    public static List<Observation> withRetirements(long seed) {
        return of(seed, true);
    }

    private static List<Observation> of(long seed, boolean retires) {
        var history = new RandomHistory(seed, retires);
        history.live();
        return history.disturbed();
    }

    private void live() {
        for (int i = 0; i < lines; i++) {
            create("vco-" + i);
        }
        int steps = 20 + random.nextInt(100);
        for (int i = 0; i < steps; i++) {
            now = now.plus(Duration.ofSeconds(chance(25) ? 60 + random.nextInt(1500) : 25 + random.nextInt(10)));
            scan++;
            index = 0;
            if (retiring != null && retiring.nextInt(30) == 0) {
                retire(retiring);
            }
            happen();
            switch (random.nextInt(30)) {
                case 0 -> fail(1 + random.nextInt(8));
                case 1 -> add(new Observation.Silent());
                case 2 -> takeOver();
                case 3 -> recheck();
                case 4 -> diagnose();
                default -> scan(chance(10));
            }
        }
    }

    /** Events in the world between two scans. Half of the time there are none. */
    private void happen() {
        if (problem == 0 && chance(12)) {
            problem = 2 + random.nextInt(14);
            flapping = chance(2) ? line() : "";
            gatewayDown = flapping.isEmpty() && chance(2) ? one("vpn-1", "vpn-2", "cgw-a", "cgw-b") : "";
            change(gatewayDown, false);
        } else if (problem > 0 && --problem == 0) {
            change(gatewayDown, true);
            gatewayDown = "";
            flapping = "";
        }
        if (!flapping.isEmpty() && chance(2) && world.containsKey(flapping)) {
            SeenConnection it = Objects.requireNonNull(world.get(flapping));
            world.put(flapping, random.nextBoolean() ? well(it) : ill(it));
        }
        if (chance(5)) {
            String id = line();
            SeenConnection it = world.get(id);
            if (it == null) {
                create(id);
            } else {
                world.put(id, changed(it));
            }
        }
    }

    private SeenConnection changed(SeenConnection it) {
        return switch (random.nextInt(8)) {
            case 0 -> it.cipher(one("aes", "aes256"));
            case 1 -> it.lifecycle(one(LIFECYCLE));
            case 2 -> it.created(now);
            case 3 -> it.health(it.health().isEmpty() ? "success" : "");
            case 4, 5 -> ill(it);
            default -> well(it);
        };
    }

    private void change(String gateway, boolean up) {
        world.replaceAll((id, it) -> it.gateways().contains(gateway) ? (up ? well(it) : ill(it)) : it);
    }

    private SeenConnection ill(SeenConnection it) {
        String session = it.bgp().isEmpty() ? "" : one(SESSION);
        String health = it.health().isEmpty() ? "" : one("success", "failed", "failed", "");
        return it.tunnels().isEmpty()
                ? it.status(one(LADDER)).bgp(session).health(health)
                : it.tunnels(
                        SeenConnection.tunnel(
                                it.id() + "-a", "master", chance(4) ? SeenConnection.UP : one(LADDER), one(SESSION)),
                        SeenConnection.tunnel(
                                it.id() + "-b", "slave", chance(4) ? SeenConnection.UP : one(LADDER), one(SESSION)));
    }

    private SeenConnection well(SeenConnection it) {
        String session = it.bgp().isEmpty() ? "" : chance(4) ? "false" : "success";
        return it.tunnels().isEmpty()
                ? it.status(SeenConnection.UP).bgp(session).health(it.health().isEmpty() ? "" : "success")
                : it.tunnels(
                        SeenConnection.tunnel(it.id() + "-a", "master", SeenConnection.UP, "success"),
                        SeenConnection.tunnel(
                                it.id() + "-b", "slave", SeenConnection.UP, chance(5) ? "false" : "success"));
    }

    private void create(String id) {
        int number = Integer.parseInt(id.substring(4));
        SeenConnection it = SeenConnection.basic(id)
                .on(
                        number < 4 ? "vpn-1" : number < 8 ? "vpn-2" : "vpn-of-" + id,
                        number > 8 ? "cgw-" + id : number % 3 == 0 ? "cgw-a" : number % 3 == 1 ? "cgw-b" : "cgw-" + id)
                .created(now);
        SeenConnection kind =
                switch (number % 3) {
                    case 0 -> it.bgp("success");
                    case 1 -> it.health("success").bgp(chance(2) ? "success" : "");
                    default -> it.tunnels(SeenConnection.tunnel(id + "-a", "master", SeenConnection.UP, "success"));
                };
        SeenConnection idle = number == 4 && chance(2) ? kind.negotiatingOnTraffic() : kind;
        world.put(id, random.nextInt(12) < wellAtFirst ? well(idle) : ill(idle));
    }

    private void scan(boolean keyScan) {
        if (chance(30)) {
            String id = line();
            world.remove(id);
            if (told.remove(id) != null) {
                add(new Observation.Gone(id));
            }
        }
        for (SeenConnection it : world.values()) {
            Snapshot snapshot = it.snapshot();
            boolean news = !Objects.equals(told.put(it.id(), snapshot.contentHash()), snapshot.contentHash());
            if (keyScan || news) {
                add(snapshot);
            }
        }
        add(new Observation.ScanCompleted(
                told.size(), told.values().stream().mapToLong(Long::longValue).sum(), chance(25) ? 4 : 0));
    }

    /** A recheck of one connection, outside of a scan. */
    private void recheck() {
        String id = line();
        if (told.containsKey(id) && world.containsKey(id)) {
            Snapshot snapshot = Objects.requireNonNull(world.get(id)).snapshot();
            told.put(id, snapshot.contentHash());
            add(snapshot);
        }
    }

    private void diagnose() {
        add(new Observation.Diagnosis(line(), one("PskMismatch", "DpdTimeout")));
        index++;
        scan(false);
    }

    private void fail(int times) {
        var failures = Observation.Failure.values();
        var failure = failures[random.nextInt(failures.length)];
        for (int i = 0; i < times; i++) {
            add(new Observation.ScanFailed(failure, "Code"));
            now = now.plusSeconds(30);
            scan++;
        }
    }

    /** The new owner knows nothing, and sends everything. */
    private void takeOver() {
        epoch += 1 + random.nextInt(1000);
        scan = 1;
        scan(true);
    }

    /** The next poller is new, and sends everything. */
    private void retire(SplittableRandom choice) {
        add(new Observation.Retired());
        if (choice.nextInt(3) == 0) {
            add(choice.nextBoolean() ? new Observation.Retired() : new Observation.Silent());
        }
        now = now.plusSeconds(choice.nextInt(900));
        takeOver();
        scan++;
        index = 0;
    }

    private void add(Observation.Body body) {
        observations.add(new Observation(Scene.TARGET, new Order(epoch, scan, index++), now, Scene.POLL, body));
    }

    /** Disturbs the records on the way: most histories arrive unchanged. */
    private List<Observation> disturbed() {
        if (!chance(3)) {
            return observations;
        }
        var arrived = new ArrayList<Observation>();
        for (Observation it : observations) {
            switch (random.nextInt(40)) {
                case 0 -> {} // lost
                case 1 -> arrived.add(Math.max(0, arrived.size() - 1), it); // out of order
                case 2 -> {
                    arrived.add(it);
                    arrived.add(arrived.get(random.nextInt(arrived.size()))); // from a zombie, or a duplicate
                }
                case 3 -> arrived.add(skewed(it));
                default -> arrived.add(it);
            }
        }
        return arrived;
    }

    /** Dates an observation by a clock that is ahead or behind. */
    private Observation skewed(Observation it) {
        Instant at = it.observedAt().plusSeconds(random.nextInt(240) - 120L);
        return new Observation(it.target(), it.order(), at, it.pollInterval(), it.body());
    }

    private String line() {
        return "vco-" + random.nextInt(lines);
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }
}
