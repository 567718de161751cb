package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.SecondOpinionFacets.FacetSight;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * SERVICE, for {@link SecondOpinion}: by its definition, in every world that the unseen parts allow. Where all worlds agree, the
 * state is known.
 */
final class SecondOpinionService {
    private static final List<String> EITHER = List.of("UP", "DOWN");

    private SecondOpinionService() {}

    /** What a world holds: a state for each tunnel, for each session, and for the health check. */
    private record World(List<String> tunnels, List<String> sessions, String check) {
        /** The definition, word by word. */
        String service(boolean revokes) {
            boolean noTunnelUp = !tunnels.contains("UP");
            boolean sessionsDownWhereverUp = true;
            for (int i = 0; i < tunnels.size(); i++) {
                boolean isUp = tunnels.get(i).equals("UP");
                sessionsDownWhereverUp &= !isUp || sessions.get(i).equals("DOWN");
            }
            boolean checkFails = check.equals("DOWN");
            if (noTunnelUp || sessionsDownWhereverUp || (checkFails && revokes)) {
                return "DOWN";
            }
            return tunnels.contains("DOWN") || sessions.contains("DOWN") || checkFails ? "DEGRADED" : "UP";
        }
    }

    static FacetSight of(Snapshot it) {
        boolean single = it.tunnels().isEmpty();
        List<FacetSight> tunnels = single
                ? List.of(SecondOpinionFacets.ladder(it.status()))
                : it.tunnels().stream()
                        .map(tunnel -> SecondOpinionFacets.ladder(tunnel.status()))
                        .toList();
        List<FacetSight> sessions = single
                ? List.of(SecondOpinionFacets.session(it.bgp()))
                : it.tunnels().stream()
                        .map(tunnel -> SecondOpinionFacets.session(tunnel.bgp()))
                        .toList();
        FacetSight check =
                single ? SecondOpinionFacets.check(it.healthCheck()) : new FacetSight("NOT_CONFIGURED X", "");
        var states = new TreeSet<String>();
        for (World world : worlds(tunnels, sessions, check)) {
            states.add(world.service(it.healthCheck().revokesRoute()));
        }
        String state = states.size() == 1 ? states.first() : "UNKNOWN";
        return why(state, single, tunnels, sessions, check);
    }

    private static List<World> worlds(List<FacetSight> tunnels, List<FacetSight> sessions, FacetSight check) {
        var worlds = new ArrayList<World>();
        for (List<String> ofTunnels : combinations(tunnels)) {
            for (List<String> ofSessions : combinations(sessions)) {
                for (List<String> ofCheck : combinations(List.of(check))) {
                    worlds.add(new World(ofTunnels, ofSessions, ofCheck.get(0)));
                }
            }
        }
        return worlds;
    }

    private static List<List<String>> combinations(List<FacetSight> of) {
        List<List<String>> all = List.of(List.of());
        for (FacetSight it : of) {
            var longer = new ArrayList<List<String>>();
            for (List<String> begun : all) {
                for (String state : it.state().equals("UNKNOWN") ? EITHER : List.of(it.state())) {
                    var next = new ArrayList<>(begun);
                    next.add(state);
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all;
    }

    /** The cause is named by the tunnels first, then by the sessions, then by the check. */
    private static FacetSight why(
            String state, boolean single, List<FacetSight> tunnels, List<FacetSight> sessions, FacetSight check) {
        long up = tunnels.stream().filter(it -> it.state().equals("UP")).count();
        long down = tunnels.stream().filter(it -> it.state().equals("DOWN")).count();
        String number = up + " of " + tunnels.size() + " tunnels up";
        boolean byTunnels =
                switch (state) {
                    case "DOWN" -> down == tunnels.size();
                    case "DEGRADED" -> !single && up > 0 && down > 0;
                    case "UP" -> true;
                    default -> up + down < tunnels.size();
                };
        if (byTunnels && single) {
            return tunnels.get(0);
        }
        if (byTunnels) {
            String reason =
                    switch (state) {
                        case "DOWN" -> "ALL_TUNNELS_DOWN";
                        case "DEGRADED" -> "SOME_TUNNELS_DOWN";
                        case "UP" -> "ALL_TUNNELS_UP";
                        default -> "TUNNELS_NOT_SEEN";
                    };
            return new FacetSight(state + " " + reason, number);
        }
        if (state.equals("UNKNOWN")) {
            boolean bySession = sessions.stream().anyMatch(it -> it.state().equals("UNKNOWN"));
            return bySession
                    ? new FacetSight("UNKNOWN BGP_NOT_SEEN", "")
                    : new FacetSight("UNKNOWN HEALTH_CHECK_NOT_SEEN", check.raw());
        }
        for (int i = 0; i < tunnels.size(); i++) {
            if (sessions.get(i).state().equals("DOWN")
                    && !tunnels.get(i).state().equals("DOWN")) {
                return new FacetSight(
                        state + " BGP_NOT_ESTABLISHED", sessions.get(i).raw());
            }
        }
        return new FacetSight(state + (state.equals("DOWN") ? " ROUTE_REVOKED" : " HEALTH_CHECK_FAILED"), check.raw());
    }
}
