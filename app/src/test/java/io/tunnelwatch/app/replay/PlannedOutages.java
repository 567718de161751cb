package io.tunnelwatch.app.replay;

import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The observations of a target whose connections go down as planned, one scan every 30 seconds. */
public final class PlannedOutages {
    public static final Instant BEGAN = Instant.parse("2026-11-21T00:00:00Z");
    public static final int SCAN_SECONDS = 30;
    public static final String TARGET = "acme/cn-hangzhou";

    private final List<String> names;
    private final List<Outage> outages;
    private final int scans;

    /** Down in so many scans, from this one on. */
    public record Outage(int connection, int scan, int scans) {
        public Instant since() {
            return time(scan);
        }
    }

    public PlannedOutages(List<String> names, List<Outage> outages, int scans) {
        this.names = List.copyOf(names);
        this.outages = List.copyOf(outages);
        this.scans = scans;
    }

    public static Instant time(int scan) {
        return BEGAN.plusSeconds((long) scan * SCAN_SECONDS);
    }

    public static String id(int connection) {
        return "vco-" + connection;
    }

    public List<Observation> observations() {
        var all = new ArrayList<Observation>();
        for (int scan = 0; scan < scans; scan++) {
            long digest = 0;
            for (int i = 0; i < names.size(); i++) {
                var snapshot = snapshot(i, scan);
                digest += snapshot.getContentHash();
                all.add(observation(scan, i, snapshot));
            }
            all.add(observation(scan, names.size(), new ScanCompleted(true, names.size(), digest, 1, time(scan), 0)));
        }
        return all;
    }

    private ConnectionSnapshot snapshot(int connection, int scan) {
        boolean isDown = outages.stream()
                .anyMatch(it -> it.connection() == connection && scan >= it.scan() && scan < it.scan() + it.scans());
        return ConnectionSnapshot.newBuilder()
                .setConnectionId(id(connection))
                .setContentHash(Objects.hash(connection, isDown))
                .setName(names.get(connection))
                .setVpnGatewayId("vpn-" + connection)
                .setEffectImmediately(true)
                .setStatus(isDown ? "ike_sa_not_established" : "ipsec_sa_established")
                .build();
    }

    private static Observation observation(int scan, int index, Object body) {
        var order = new Order(1L, (long) scan, index);
        Instant at = time(scan);
        String[] target = TARGET.split("/");
        var interval = Duration.ofSeconds(SCAN_SECONDS);
        return new Observation(target[0], target[1], order, at, at.plus(interval), interval.toMillis(), body);
    }
}
