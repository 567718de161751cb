package io.tunnelwatch.app.replay;

import io.tunnelwatch.app.console.Table;
import io.tunnelwatch.processor.domain.AlertStep;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.processor.rehearsal.Rehearsal;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Notification;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The history of one connection, gateway or target, step by step. Decisions to publish nothing are shown too; equal ones in
 * successive scans are shown once, with how long they held.
 */
public final class Explanation {
    private final String subject;
    private final Predicate<Instant> span;
    private final Set<String> entities = new HashSet<>();
    private final Set<Target> targets = new HashSet<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<About, RepeatedVerdict> repeated = new HashMap<>();

    /** The subjects of the alerts, by their fingerprints. */
    private final Map<String, About> alerts = new HashMap<>();

    private record Entry(Instant at, String about, String what) {}

    private record About(String entity, @Nullable AlertRule rule) {
        /** A rule of a later version is no rule of this one. */
        static About of(Alert it) {
            var rule = Arrays.stream(AlertRule.values())
                    .filter(known -> known.name().equals(it.getRule().name()))
                    .findFirst();
            return new About(it.getEntity(), rule.orElse(null));
        }

        @Override
        public String toString() {
            return rule == null ? entity : rule + " " + entity;
        }
    }

    /** Successive scans with the same decision. */
    private record RepeatedVerdict(Verdict verdict, Instant from, Instant to, int scans) {
        RepeatedVerdict until(Instant now) {
            return new RepeatedVerdict(verdict, from, now, scans + 1);
        }
    }

    /** @param subject a connection's id, with or without its target; a gateway's; or a target */
    public Explanation(String subject, Predicate<Instant> span) {
        this.subject = subject.substring(subject.lastIndexOf('/') + 1);
        this.span = span;
        entities.add(subject);
        entities.add(this.subject);
    }

    public void add(Rehearsal.Decided heard) {
        Observation observation = heard.observation();
        if (observation.body() instanceof Snapshot it && it.connectionId().equals(subject)) {
            it.tunnels().forEach(tunnel -> entities.add(tunnel.tunnelId()));
            targets.add(observation.target());
        }
        var published = new HashSet<About>();
        heard.decision().events().forEach(event -> addEvent(event, published));
        Instant now = observation.observedAt();
        heard.decision().verdicts().forEach(it -> addVerdict(it, observation.target(), now, published));
    }

    private void addEvent(Event event, Set<About> published) {
        if (event instanceof AlertStep step
                && (concerns(step.entity()) || step.published().members().contains(subject))) {
            var about = new About(step.entity(), step.key().rule());
            alerts.put(step.fingerprint(), about);
            published.add(about);
            endRepetition(about);
            String inhibitor = step.published().inhibitedBy();
            String by = inhibitor == null ? "" : ", inhibited by " + inhibitor;
            String what = step.status() + ": " + step.text() + " (" + step.verdict() + by + ")";
            addEntry(step.cause().at(), about, what);
        } else if (event instanceof Transition it && concerns(it.entity())) {
            var about = new About(it.entity(), null);
            published.add(about);
            addEntry(it.cause().at(), about, sentence(it));
        }
    }

    /** Adds what became of an alert; its decision comes before the answers of the destinations. */
    public void add(Notification it) {
        Alert alert = it.getAlert();
        if (alert != null && (concerns(alert.getEntity()) || alert.getMembers().contains(subject))) {
            alerts.putIfAbsent(it.getFingerprint(), About.of(alert));
        }
        About about = alerts.get(it.getFingerprint());
        if (about != null) {
            addEntry(it.getAt(), about, NotificationSentence.of(it));
        }
    }

    private boolean concerns(String entity) {
        return entities.contains(entity);
    }

    private static String sentence(Transition it) {
        return switch (it.kind()) {
            case FIRST_SEEN -> facetOf(it) + " first seen: " + words(it.to());
            case FACET_CHANGED, FACET_ENDED ->
                facetOf(it) + " " + words(it.from()) + " → " + words(it.to()) + ", last seen in the previous state at "
                        + it.notBefore() + (it.isAcrossGap() ? ", after a gap" : "");
            case RETIRED ->
                (it.facet() == null ? "" : facetOf(it) + " ") + "not watched any more: its target was retired";
            case CONNECTION_CREATED -> "created";
            case CONNECTION_DELETED -> "deleted: the API says that there is no such connection";
            case CONFIGURATION_CHANGED ->
                "configuration changed: "
                        + it.changes().stream()
                                .map(change -> change.path() + " '" + change.before() + "' → '" + change.after() + "'")
                                .collect(Collectors.joining(", "));
        };
    }

    private static String facetOf(Transition it) {
        return it.facet() == null ? "" : it.facet().kind().name();
    }

    private static String words(@Nullable FacetValue value) {
        if (value == null) {
            return "–";
        }
        String raw = value.reading().raw();
        return value.state() + " " + value.reason() + (raw.isEmpty() ? "" : " (\"" + raw + "\")");
    }

    private void addVerdict(Decision.NotedVerdict noted, Target target, Instant now, Set<About> published) {
        boolean ofTarget = targets.contains(target) && noted.subject().equals(target.toString());
        var about = new About(noted.subject(), noted.rule());
        if (published.contains(about) || !(concerns(noted.subject()) || ofTarget) || !isWorthTelling(noted)) {
            return;
        }
        RepeatedVerdict before = repeated.get(about);
        if (before != null && before.verdict() == noted.verdict()) {
            repeated.put(about, before.until(now));
        } else {
            endRepetition(about);
            repeated.put(about, new RepeatedVerdict(noted.verdict(), now, now, 1));
        }
    }

    /** Returns whether a decision belongs in the history: that a scan took place, or showed nothing new, does not. */
    private static boolean isWorthTelling(Decision.NotedVerdict noted) {
        return switch (noted.verdict()) {
            case SCAN_COMPLETED, UNCHANGED, FIRST_SIGHT, FACET_CHANGED, CONFIGURATION_CHANGED, STILL_FIRING -> false;
            default -> true;
        };
    }

    private void endRepetition(About about) {
        RepeatedVerdict silence = repeated.remove(about);
        if (silence != null) {
            String held = silence.scans() == 1 ? "" : ", " + silence.scans() + " times until " + silence.to();
            String what = about.rule() == null ? "" : "nothing published: ";
            addEntry(silence.from(), about, what + why(silence.verdict()) + " (" + silence.verdict() + held + ")");
        }
    }

    private void addEntry(Instant at, About about, String what) {
        if (span.test(at)) {
            entries.add(new Entry(at, about.toString(), what));
        }
    }

    public boolean isEmpty() {
        endAll();
        return entries.isEmpty();
    }

    public void print(PrintWriter out) {
        endAll();
        var table = new Table("TIME", "ABOUT", "WHAT");
        // Equal times stay in the order in which they were decided.
        entries.stream()
                .sorted(Comparator.comparing(Entry::at))
                .forEach(it -> table.row(it.at().toString(), it.about(), it.what()));
        table.print(out);
    }

    private void endAll() {
        List.copyOf(repeated.keySet()).forEach(this::endRepetition);
    }

    private static String why(Verdict verdict) {
        return switch (verdict) {
            case HELD -> "bad, but not for long enough yet";
            case RECOVERED_IN_TIME -> "good again before it was published";
            case CLEARING -> "good again, but not for long enough to resolve it";
            case BAD_AGAIN_WHILE_CLEARING -> "bad again before it was resolved";
            case CLOCK_RESET -> "it could not be seen, so its hold time starts again";
            case DAMPED -> "it is flapping: single changes are not published";
            case GOOD_FOR_LONG_ENOUGH -> "good for long enough; it had not been published";
            case BAD_FOR_LONG_ENOUGH -> "bad for long enough, but it is flapping";
            case INHIBITED -> "inhibited by another alert";
            case NO_LONGER_INHIBITED -> "no longer inhibited";
            case OUT_OF_SIGHT -> "there was no complete scan for too long: its state is unknown";
            case SEEN_AGAIN -> "seen again";
            case SCAN_FAILED -> "a scan failed: nothing is concluded from it";
            case DIVERGED -> "the observations do not match the digest of the scan: a record was lost";
            case LATE -> "the record is not newer than the last judged one: it changes nothing";
            case DECLARED_NORMAL -> "bad, but the setting alerts.local declares it normal";
            case STORM_AT_FIRST_SIGHT -> "many connections were bad at the first scan: one alert covers them all";
            case CORRELATED -> "several connections of one gateway went down together";
            case MEMBERS_JOINED -> "more connections went down with it";
            case DIAGNOSED -> "the cloud's diagnosis has arrived";
            case FELL_TOO_OFTEN -> "it went bad too often: it is flapping now";
            case DOWN_WITHOUT_A_BREAK -> "it was flapping, and is now down without a break";
            case CALM_AGAIN -> "it is not flapping any more";
            case CONNECTION_DELETED -> "deleted";
            case CONNECTION_CREATED -> "created";
            case RETIRED -> "its target is not watched any more";
            case SCAN_COMPLETED,
                    UNCHANGED,
                    FIRST_SIGHT,
                    FACET_CHANGED,
                    CONFIGURATION_CHANGED,
                    STILL_FIRING,
                    SEVERITY_OR_REASON_CHANGED -> "as published";
        };
    }
}
