package io.tunnelwatch.processor.domain.facet;

import static io.tunnelwatch.processor.domain.facet.FacetReason.ALL_TUNNELS_DOWN;
import static io.tunnelwatch.processor.domain.facet.FacetReason.ALL_TUNNELS_UP;
import static io.tunnelwatch.processor.domain.facet.FacetReason.BGP_ESTABLISHED;
import static io.tunnelwatch.processor.domain.facet.FacetReason.BGP_NOT_ESTABLISHED;
import static io.tunnelwatch.processor.domain.facet.FacetReason.HEALTH_CHECK_FAILED;
import static io.tunnelwatch.processor.domain.facet.FacetReason.HEALTH_CHECK_PASSED;
import static io.tunnelwatch.processor.domain.facet.FacetReason.IPSEC_ESTABLISHED;
import static io.tunnelwatch.processor.domain.facet.FacetReason.PHASE1_NOT_ESTABLISHED;
import static io.tunnelwatch.processor.domain.facet.FacetReason.PHASE2_NOT_ESTABLISHED;
import static io.tunnelwatch.processor.domain.facet.FacetReason.PHASE2_PENDING;
import static io.tunnelwatch.processor.domain.facet.FacetReason.SOME_TUNNELS_DOWN;
import static io.tunnelwatch.processor.domain.facet.FacetReason.STATUS_MISSING;
import static io.tunnelwatch.processor.domain.facet.FacetReason.STATUS_NOT_RECOGNISED;
import static io.tunnelwatch.processor.domain.facet.FacetReason.SWITCHED_OFF;
import static io.tunnelwatch.processor.domain.facet.FacetReason.TUNNELS_NOT_SEEN;
import static io.tunnelwatch.processor.domain.facet.FacetState.DEGRADED;
import static io.tunnelwatch.processor.domain.facet.FacetState.DOWN;
import static io.tunnelwatch.processor.domain.facet.FacetState.NOT_CONFIGURED;
import static io.tunnelwatch.processor.domain.facet.FacetState.UNKNOWN;
import static io.tunnelwatch.processor.domain.facet.FacetState.UP;

import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the facets of a connection from the API's statuses. */
public final class Facets {
    private Facets() {}

    public static SortedMap<FacetId, Reading> read(Snapshot snapshot) {
        return snapshot.isDual() ? readDual(snapshot) : readSingle(snapshot);
    }

    private static SortedMap<FacetId, Reading> readSingle(Snapshot it) {
        var readings = new TreeMap<FacetId, Reading>();
        Reading ipsec = ipsec(it.status());
        Reading bgp = bgp(it.bgp());
        Reading check = healthCheck(it.healthCheck());
        readings.put(new FacetId(it.connectionId(), FacetKind.IPSEC), ipsec);
        readings.put(new FacetId(it.connectionId(), FacetKind.BGP), bgp);
        readings.put(new FacetId(it.connectionId(), FacetKind.HEALTH_CHECK), check);
        Reading service = Service.single(ipsec, bgp, check, it.healthCheck().revokesRoute());
        readings.put(new FacetId(it.connectionId(), FacetKind.SERVICE), service);
        return readings;
    }

    /**
     * Reads a dual-tunnel connection. Health checks exist for single tunnels only, and the connection's own status means
     * nothing here.
     */
    private static SortedMap<FacetId, Reading> readDual(Snapshot it) {
        var readings = new TreeMap<FacetId, Reading>();
        var tunnels = new TreeMap<String, Service.TunnelReadings>();
        for (Snapshot.Tunnel tunnel : it.tunnels()) {
            var both = new Service.TunnelReadings(ipsec(tunnel.status()), bgp(tunnel.bgp()));
            tunnels.put(tunnel.tunnelId(), both);
            readings.put(new FacetId(tunnel.tunnelId(), FacetKind.IPSEC), both.ipsec());
            readings.put(new FacetId(tunnel.tunnelId(), FacetKind.BGP), both.bgp());
        }
        List<Service.TunnelReadings> all = List.copyOf(tunnels.values());
        Reading redundancy =
                redundancy(all.stream().map(Service.TunnelReadings::ipsec).toList());
        readings.put(new FacetId(it.connectionId(), FacetKind.REDUNDANCY), redundancy);
        readings.put(new FacetId(it.connectionId(), FacetKind.SERVICE), Service.dual(all, redundancy));
        return readings;
    }

    /**
     * Reads an IPsec status. {@code ike_sa_established} and {@code ipsec_sa_not_established} both mean that phase 1 is
     * established and no traffic passes; they differ in whether phase 2 was tried.
     */
    static Reading ipsec(String raw) {
        return switch (raw.toLowerCase(Locale.ROOT)) {
            case "ipsec_sa_established" -> new Reading(UP, IPSEC_ESTABLISHED, raw);
            case "ike_sa_not_established" -> new Reading(DOWN, PHASE1_NOT_ESTABLISHED, raw);
            case "ike_sa_established" -> new Reading(DOWN, PHASE2_PENDING, raw);
            case "ipsec_sa_not_established" -> new Reading(DOWN, PHASE2_NOT_ESTABLISHED, raw);
            case "" -> new Reading(UNKNOWN, STATUS_MISSING, raw);
            default -> new Reading(UNKNOWN, STATUS_NOT_RECOGNISED, raw);
        };
    }

    /**
     * Reads a BGP status. One call spells down as "false" and another as "failed", so every status that is neither "success"
     * nor empty is down.
     */
    static Reading bgp(Snapshot.Bgp bgp) {
        if (!bgp.configured()) {
            return new Reading(NOT_CONFIGURED, SWITCHED_OFF, bgp.status());
        }
        return switch (bgp.status().toLowerCase(Locale.ROOT)) {
            case "success" -> new Reading(UP, BGP_ESTABLISHED, bgp.status());
            case "" -> new Reading(UNKNOWN, STATUS_MISSING, bgp.status());
            default -> new Reading(DOWN, BGP_NOT_ESTABLISHED, bgp.status());
        };
    }

    static Reading healthCheck(Snapshot.HealthCheck check) {
        if (!check.enabled()) {
            return new Reading(NOT_CONFIGURED, SWITCHED_OFF, check.status());
        }
        return switch (check.status().toLowerCase(Locale.ROOT)) {
            case "success" -> new Reading(UP, HEALTH_CHECK_PASSED, check.status());
            case "failed" -> new Reading(DOWN, HEALTH_CHECK_FAILED, check.status());
            case "" -> new Reading(UNKNOWN, STATUS_MISSING, check.status());
            default -> new Reading(UNKNOWN, STATUS_NOT_RECOGNISED, check.status());
        };
    }

    /**
     * The redundancy of the tunnels. A tunnel that cannot be seen makes it unknown, unless one tunnel is up and another is
     * down.
     */
    static Reading redundancy(Collection<Reading> tunnels) {
        long up = tunnels.stream().filter(it -> it.state() == UP).count();
        long down = tunnels.stream().filter(it -> it.state() == DOWN).count();
        String raw = up + " of " + tunnels.size() + " tunnels up";
        if (up == tunnels.size()) {
            return new Reading(UP, ALL_TUNNELS_UP, raw);
        }
        if (down == tunnels.size()) {
            return new Reading(DOWN, ALL_TUNNELS_DOWN, raw);
        }
        return up > 0 && down > 0
                ? new Reading(DEGRADED, SOME_TUNNELS_DOWN, raw)
                : new Reading(UNKNOWN, TUNNELS_NOT_SEEN, raw);
    }
}
