package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.SecondOpinionAlert.Look;
import io.tunnelwatch.processor.domain.SecondOpinionAlert.Problem;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a connection and finds what is bad about it, for {@link SecondOpinion}: by the contract's tables. */
final class SecondOpinionFacets {
    static final FacetSight OUT_OF_SIGHT = new FacetSight("UNKNOWN NOT_SEEN", "");
    private static final String OFF = "NOT_CONFIGURED SWITCHED_OFF";
    private static final String OTHER = "UNKNOWN STATUS_NOT_RECOGNISED";
    private static final Map<String, String> LADDER = Map.of(
            "ipsec_sa_established", "UP IPSEC_ESTABLISHED",
            "ike_sa_not_established", "DOWN PHASE1_NOT_ESTABLISHED",
            "ike_sa_established", "DOWN PHASE2_PENDING",
            "ipsec_sa_not_established", "DOWN PHASE2_NOT_ESTABLISHED",
            "", "UNKNOWN STATUS_MISSING");
    private static final Map<String, String> SESSION =
            Map.of("success", "UP BGP_ESTABLISHED", "", "UNKNOWN STATUS_MISSING");
    private static final Map<String, String> CHECK = Map.of(
            "success", "UP HEALTH_CHECK_PASSED", "failed", "DOWN HEALTH_CHECK_FAILED", "", "UNKNOWN STATUS_MISSING");
    private static final Set<String> PLANNED = Set.of("updating", "deleting", "financiallocked");

    private SecondOpinionFacets() {}

    /** A facet in one snapshot: state and reason, and the API's string. */
    record FacetSight(String what, String raw) {
        String state() {
            return what.substring(0, what.indexOf(' '));
        }
    }

    record Judged(FacetId facet, Look look, @Nullable Problem problem) {}

    static TreeMap<FacetId, FacetSight> of(Snapshot it) {
        var facets = new TreeMap<FacetId, FacetSight>();
        if (it.tunnels().isEmpty()) {
            facets.put(new FacetId(it.connectionId(), FacetKind.IPSEC), ladder(it.status()));
            put(facets, it.connectionId(), it.bgp());
            facets.put(new FacetId(it.connectionId(), FacetKind.HEALTH_CHECK), check(it.healthCheck()));
            facets.put(new FacetId(it.connectionId(), FacetKind.SERVICE), SecondOpinionService.of(it));
            return facets;
        }
        it.tunnels().forEach(tunnel -> {
            facets.put(new FacetId(tunnel.tunnelId(), FacetKind.IPSEC), ladder(tunnel.status()));
            put(facets, tunnel.tunnelId(), tunnel.bgp());
        });
        long up = count(facets, "UP");
        long down = count(facets, "DOWN");
        int all = it.tunnels().size();
        String what = up == all
                ? "UP ALL_TUNNELS_UP"
                : down == all
                        ? "DOWN ALL_TUNNELS_DOWN"
                        : up > 0 && down > 0 ? "DEGRADED SOME_TUNNELS_DOWN" : "UNKNOWN TUNNELS_NOT_SEEN";
        facets.put(
                new FacetId(it.connectionId(), FacetKind.REDUNDANCY),
                new FacetSight(what, up + " of " + all + " tunnels up"));
        facets.put(new FacetId(it.connectionId(), FacetKind.SERVICE), SecondOpinionService.of(it));
        return facets;
    }

    private static long count(Map<FacetId, FacetSight> facets, String state) {
        return facets.entrySet().stream()
                .filter(it -> it.getKey().kind() == FacetKind.IPSEC
                        && it.getValue().state().equals(state))
                .count();
    }

    private static void put(Map<FacetId, FacetSight> facets, String entity, Snapshot.Bgp bgp) {
        facets.put(new FacetId(entity, FacetKind.BGP), session(bgp));
    }

    static FacetSight ladder(String raw) {
        return sight(LADDER, OTHER, raw);
    }

    static FacetSight session(Snapshot.Bgp bgp) {
        boolean on = bgp.configured();
        return sight(on ? SESSION : Map.of(), on ? "DOWN BGP_NOT_ESTABLISHED" : OFF, bgp.status());
    }

    static FacetSight check(Snapshot.HealthCheck it) {
        return sight(it.enabled() ? CHECK : Map.of(), it.enabled() ? OTHER : OFF, it.status());
    }

    private static FacetSight sight(Map<String, String> table, String other, String raw) {
        return new FacetSight(table.getOrDefault(raw.toLowerCase(Locale.ROOT), other), raw);
    }

    /** The alerts of a connection, with the condition of each. */
    static TreeMap<AlertKey, Judged> judge(
            Snapshot snapshot, SortedMap<FacetId, FacetSight> facets, SecondOpinionRules rules) {
        var judged = new TreeMap<AlertKey, Judged>();
        boolean dual = !snapshot.tunnels().isEmpty();
        boolean wayLeft = facets.entrySet().stream()
                .filter(it -> it.getKey().kind() == FacetKind.BGP)
                .anyMatch(it -> Set.of("UP", "UNKNOWN").contains(it.getValue().state()));
        boolean planned = PLANNED.contains(snapshot.context().lifecycle().toLowerCase(Locale.ROOT));
        Severity worst = planned ? Severity.WARNING : Severity.CRITICAL;
        facets.forEach((facet, sight) -> {
            Look down = look(sight, "DOWN", "");
            if (facet.kind() == FacetKind.BGP) {
                put(judged, AlertRule.BgpDown, facet, sight, down, wayLeft ? Severity.WARNING : worst);
            } else if (facet.kind() == FacetKind.HEALTH_CHECK) {
                put(judged, AlertRule.HealthCheckFailed, facet, sight, down, Severity.WARNING);
            } else if (facet.kind() == FacetKind.REDUNDANCY || (facet.kind() == FacetKind.IPSEC && !dual)) {
                put(judged, AlertRule.ConnectionDown, facet, sight, down, worst);
            }
            if (facet.kind() == FacetKind.REDUNDANCY) {
                Look degraded = look(sight, "DEGRADED", "DOWN");
                put(judged, AlertRule.ConnectionDegraded, facet, sight, degraded, Severity.WARNING);
            }
        });
        if (facets.containsValue(OUT_OF_SIGHT)) {
            judged.replaceAll((key, it) -> new Judged(it.facet(), Look.UNTOLD, null));
        }
        judged.replaceAll((key, it) -> asDeclared(key.rule(), it, snapshot, facets, rules));
        return judged;
    }

    /** Applies the operator's declarations: normal, or another severity, unless it is planned anyway. */
    private static Judged asDeclared(
            AlertRule rule,
            Judged it,
            Snapshot snapshot,
            SortedMap<FacetId, FacetSight> facets,
            SecondOpinionRules rules) {
        if (it.problem() == null) {
            return it;
        }
        boolean idleSlave =
                rules.slaveMayStayDown(rule, snapshot) && isAboutTheSlave(rule, it.facet(), snapshot, facets);
        if (idleSlave || rules.isMuted(rule, snapshot)) {
            return new Judged(it.facet(), Look.GOOD, null);
        }
        boolean planned = PLANNED.contains(snapshot.context().lifecycle().toLowerCase(Locale.ROOT));
        Severity severity = planned
                ? Severity.WARNING
                : rules.severity(rule, snapshot, it.problem().severity());
        return new Judged(
                it.facet(), it.look(), new Problem(severity, it.problem().what()));
    }

    private static boolean isAboutTheSlave(
            AlertRule rule, FacetId facet, Snapshot snapshot, SortedMap<FacetId, FacetSight> facets) {
        var idle = snapshot.tunnels().stream()
                .filter(it -> !java.util.Objects.requireNonNull(facets.get(new FacetId(it.tunnelId(), FacetKind.IPSEC)))
                        .state()
                        .equals("UP"))
                .toList();
        return rule == AlertRule.ConnectionDegraded
                ? idle.stream().allMatch(it -> it.role().equals("slave"))
                : rule == AlertRule.BgpDown
                        && idle.stream()
                                .anyMatch(it -> it.role().equals("slave")
                                        && it.tunnelId().equals(facet.entity()));
    }

    /**
     * The condition of a sight: an unseen facet is neither bad nor good, and a state that another rule covers counts as unseen.
     */
    private static Look look(FacetSight sight, String bad, String notForThis) {
        if (sight.state().equals(bad)) {
            return Look.BAD;
        }
        return sight.state().equals("UNKNOWN") || sight.state().equals(notForThis) ? Look.UNTOLD : Look.GOOD;
    }

    private static void put(
            Map<AlertKey, Judged> judged,
            AlertRule rule,
            FacetId facet,
            FacetSight sight,
            Look look,
            Severity severity) {
        Problem problem = SecondOpinion.bad(look, severity, sight.what());
        judged.put(new AlertKey(facet.entity(), rule), new Judged(facet, look, problem));
    }
}
