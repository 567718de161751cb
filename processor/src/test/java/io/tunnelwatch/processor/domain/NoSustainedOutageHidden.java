package io.tunnelwatch.processor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is down for long enough, at every scan, has a published alert, whatever flapped before and whatever
 * inhibits it. If another alert inhibits it, that one is active or has ended only just now.
 */
final class NoSustainedOutageHidden implements Guarantee {
    /** The grace time and a little more: its inhibitor has ended, and its own hold has started again. */
    private static final Duration GRACE = Duration.ofMinutes(4);

    private static final int SCANS = 3;

    private static final class Outage {
        final Instant since;
        int scans;

        Outage(Instant since) {
            this.since = since;
        }
    }

    private final TreeMap<String, Outage> outages = new TreeMap<>();
    private final TreeMap<String, AlertStep> alerts = new TreeMap<>();
    private final TreeMap<String, Snapshot> known = new TreeMap<>();
    private final SecondOpinionRules rules;
    private @Nullable Order last;
    private Instant now = Instant.MIN;

    NoSustainedOutageHidden(Rules rules) {
        this.rules = new SecondOpinionRules(rules);
    }

    @Override
    public void sees(Observation observation, List<Event> events) {
        if (last != null && !observation.order().isPast(last)) {
            return;
        }
        last = observation.order();
        if (observation.body() instanceof Snapshot it) {
            startAnewIfCalledOtherwise(it);
            known.put(it.connectionId(), it);
        }
        now = observation.observedAt().isAfter(now) ? observation.observedAt() : now;
        for (Event event : events) {
            if (event instanceof AlertStep step) {
                alerts.put(step.fingerprint(), step);
            } else {
                follow((Transition) event);
            }
        }
        if (observation.body() instanceof Observation.ScanCompleted) {
            outages.forEach((connection, it) -> judge(observation.target(), connection, it));
        }
    }

    /** Another name may mean another rule: a connection without an alert counts as bad from now on. */
    private void startAnewIfCalledOtherwise(Snapshot it) {
        Snapshot before = known.get(it.connectionId());
        if (before != null && !before.context().equals(it.context())) {
            outages.computeIfPresent(it.connectionId(), (any, outage) -> new Outage(now));
        }
    }

    /** Follows the facet of the connection itself: IPSEC with a single tunnel, REDUNDANCY with two. */
    private void follow(Transition it) {
        FacetId facet = it.facet();
        boolean ofConnection = facet != null
                && facet.entity().equals(it.connectionId())
                && (facet.kind() == FacetKind.IPSEC || facet.kind() == FacetKind.REDUNDANCY);
        if (facet == null || !ofConnection) {
            return;
        }
        if (it.to() == null || it.to().state() != FacetState.DOWN) {
            outages.remove(facet.entity());
        } else {
            outages.putIfAbsent(facet.entity(), new Outage(it.cause().at()));
        }
    }

    private void judge(Target target, String connection, Outage outage) {
        outage.scans++;
        Snapshot seen = Objects.requireNonNull(known.get(connection));
        if (rules.isMuted(AlertRule.ConnectionDown, seen)) {
            return;
        }
        Duration hold = rules.hold(AlertRule.ConnectionDown, seen);
        if (outage.scans < SCANS || outage.since.plus(hold).plus(GRACE).isAfter(now)) {
            return;
        }
        AlertStep told = alerts.get(Ids.fingerprint(target, new AlertKey(connection, AlertRule.ConnectionDown)));
        boolean spokenFor = alerts.values().stream()
                .filter(it -> speaksFor(connection, it))
                .anyMatch(it ->
                        it.active() || it.cause().at().plus(GRACE).plus(hold).isAfter(now));
        assertThat(spokenFor || (told != null && told.active()))
                .as("%s is down since %s, and at %s nobody was told: %s", connection, outage.since, now, told)
                .isTrue();
        if (told != null && told.active() && told.published().inhibitedBy() != null) {
            // While it flaps, a change of its inhibitor is not published.
            assertThat(spokenFor)
                    .as(
                            "%s is silent under %s",
                            told, alerts.get(told.published().inhibitedBy()))
                    .isTrue();
        }
    }

    /** Whether the alert covers this connection: as one of its members, or with its whole target. */
    private static boolean speaksFor(String connection, AlertStep it) {
        return it.key().rule().compareTo(AlertRule.ConnectionDown) < 0
                && (it.key().rule() == AlertRule.TargetStale
                        || it.published().members().contains(connection));
    }
}
