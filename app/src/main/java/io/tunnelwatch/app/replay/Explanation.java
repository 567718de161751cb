package io.tunnelwatch.app.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tunnelwatch.app.console.Timeline;
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
import io.tunnelwatch.v1.NotificationOutcome;
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
    private final ReplayLanes lanes = new ReplayLanes();
    private @Nullable Instant first;
    private @Nullable Instant last;

    /** The subjects of the alerts, by their fingerprints. */
    private final Map<String, About> alerts = new HashMap<>();

    private final Map<String, ReplayLanes.Subject> drawn = new HashMap<>();

    private record Entry(Instant at, String about, String what) {
        JsonNode json() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("at", at.toString())
                    .put("about", about)
                    .put("what", what);
        }
    }

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
        lasts(observation.observedAt());
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
            lanes.stepped(step);
            drawn.put(step.fingerprint(), ReplayLanes.Subject.of(step));
            endRepetition(about);
            String inhibitor = step.published().inhibitedBy();
            String by = inhibitor == null ? "" : ", inhibited by " + inhibitor;
            String what = step.status() + ": " + step.text() + " (" + step.verdict() + by + ")";
            addEntry(step.cause().at(), about, what);
        } else if (event instanceof Transition it && concerns(it.entity())) {
            var about = new About(it.entity(), null);
            published.add(about);
            lanes.seen(it);
            addEntry(it.cause().at(), about, sentence(it));
        }
    }

    /** Adds what became of an alert; its decision comes before the answers of the destinations. */
    public void add(Notification it) {
        Alert alert = it.getAlert();
        if (alert != null && (concerns(alert.getEntity()) || alert.getMembers().contains(subject))) {
            About known = About.of(alert);
            alerts.putIfAbsent(it.getFingerprint(), known);
            if (known.rule() != null) {
                drawn.putIfAbsent(it.getFingerprint(), RuleTrial.subject(alert));
            }
        }
        About about = alerts.get(it.getFingerprint());
        if (about != null) {
            addEntry(it.getAt(), about, NotificationSentence.of(it));
            addNotice(it);
        }
    }

    private void addNotice(Notification it) {
        ReplayLanes.Subject of = drawn.get(it.getFingerprint());
        if (it.getOutcome() == NotificationOutcome.DELIVERED && of != null) {
            lanes.told(of, it.getAt());
            lasts(it.getAt());
        }
    }

    private void lasts(Instant at) {
        if (span.test(at)) {
            first = first == null || at.isBefore(first) ? at : first;
            last = last == null || at.isAfter(last) ? at : last;
        }
    }

    /** The picture of the same: each facet as it was seen, and each alert as it was held and told. */
    public Timeline timeline() {
        if (first == null || last == null) {
            return new Timeline(Instant.EPOCH, Instant.EPOCH, List.of());
        }
        var all = lanes.all(last);
        Instant known = all.stream()
                .flatMap(it -> it.spans().stream())
                .map(Timeline.Span::from)
                .min(Comparator.naturalOrder())
                .orElse(first);
        return new Timeline(known.isAfter(first) ? known : first, last, all);
    }

    private boolean concerns(String entity) {
        return entities.contains(entity);
    }

    private static String sentence(Transition it) {
        return switch (it.kind()) {
            case FIRST_SEEN -> facetOf(it) + " first seen: " + words(it.to());
            case FACET_CHANGED, FACET_ENDED ->
                facetOf(it) + " " + words(it.from()) + " → " + words(it.to()) + ", last seen in the previous state at "
                        + it.notBefore() + (it.acrossGap() ? ", after a gap" : "");
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
        if (concerns(noted.subject())) {
            lanes.judged(noted, target, now);
        }
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
            addEntry(
                    silence.from(),
                    about,
                    what + VerdictSentence.of(silence.verdict()) + " (" + silence.verdict() + held + ")");
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

    /** The steps by time, each with the fields {@code at}, {@code about} and {@code what}. */
    public List<JsonNode> steps() {
        endAll();
        // Equal times stay in the order in which they were decided.
        return entries.stream()
                .sorted(Comparator.comparing(Entry::at))
                .map(Entry::json)
                .toList();
    }

    private void endAll() {
        List.copyOf(repeated.keySet()).forEach(this::endRepetition);
    }
}
