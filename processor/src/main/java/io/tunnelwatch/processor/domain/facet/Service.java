package io.tunnelwatch.processor.domain.facet;

import static io.tunnelwatch.processor.domain.facet.FacetState.DEGRADED;
import static io.tunnelwatch.processor.domain.facet.FacetState.DOWN;
import static io.tunnelwatch.processor.domain.facet.FacetState.UNKNOWN;
import static io.tunnelwatch.processor.domain.facet.FacetState.UP;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the other facets of a connection whether traffic has a way through it. A state is given only if it is certain,
 * whatever the unseen parts are: a BGP session that is down on the only tunnel leaves no way, even if the tunnel itself cannot
 * be seen. Otherwise SERVICE is UNKNOWN.
 */
final class Service {
    private Service() {}

    /** The facets of one tunnel of a dual-tunnel connection. */
    record TunnelReadings(Reading ipsec, Reading bgp) {
        boolean isLost() {
            return ipsec.state() == DOWN || bgp.state() == DOWN;
        }

        boolean isWay() {
            return ipsec.state() == UP && bgp.state() != DOWN && bgp.state() != UNKNOWN;
        }

        boolean hasLostItsSession() {
            return ipsec.state() != DOWN && bgp.state() == DOWN;
        }
    }

    /** @param revokesRoute whether the cloud withdraws the route while the health check fails */
    static Reading single(Reading ipsec, Reading bgp, Reading check, boolean revokesRoute) {
        if (ipsec.state() == DOWN) {
            return ipsec;
        }
        if (bgp.state() == DOWN) {
            return bgp;
        }
        if (check.state() == DOWN && revokesRoute) {
            return new Reading(DOWN, FacetReason.ROUTE_REVOKED, check.raw());
        }
        if (ipsec.state() == UNKNOWN) {
            return ipsec;
        }
        if (bgp.state() == UNKNOWN) {
            return new Reading(UNKNOWN, FacetReason.BGP_NOT_SEEN, bgp.raw());
        }
        if (check.state() == UNKNOWN) {
            return new Reading(UNKNOWN, FacetReason.HEALTH_CHECK_NOT_SEEN, check.raw());
        }
        return check.state() == DOWN ? new Reading(DEGRADED, FacetReason.HEALTH_CHECK_FAILED, check.raw()) : ipsec;
    }

    /** @param redundancy the reading of REDUNDANCY, which is the answer unless a BGP session decides */
    static Reading dual(List<TunnelReadings> tunnels, Reading redundancy) {
        int lost = 0;
        int ways = 0;
        Reading session = null;
        for (TunnelReadings it : tunnels) {
            lost += it.isLost() ? 1 : 0;
            ways += it.isWay() ? 1 : 0;
            session = session == null && it.hasLostItsSession() ? it.bgp() : session;
        }
        if (lost == tunnels.size()) {
            return of(DOWN, redundancy, session);
        }
        if (lost > 0 && ways > 0) {
            return of(DEGRADED, redundancy, session);
        }
        if (ways == tunnels.size() || redundancy.state() == UNKNOWN) {
            return redundancy;
        }
        return new Reading(UNKNOWN, FacetReason.BGP_NOT_SEEN, "");
    }

    private static Reading of(FacetState state, Reading redundancy, @Nullable Reading session) {
        return redundancy.state() == state || session == null
                ? redundancy
                : new Reading(state, session.reason(), session.raw());
    }
}
