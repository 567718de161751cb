package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Clearing;
import io.tunnelwatch.processor.domain.alert.AlertProgress;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the step of an alert, with its texts, and adds it to the draft. */
final class AlertStepRecorder {
    private final DecisionDraft draft;
    private final DecisionTime time;

    AlertStepRecorder(DecisionDraft draft) {
        this.draft = draft;
        this.time = draft.time();
    }

    /** The fingerprint of an alert, the same at every step. */
    String fingerprint(AlertKey key) {
        return Ids.fingerprint(time.target(), key);
    }

    /** Records the outcome of an alert that is not about a single connection. */
    void record(AlertKey key, @Nullable FacetKind facet, AlertState before, AlertProgress.Outcome outcome) {
        record(key, facet, null, before, outcome);
    }

    void record(
            AlertKey key,
            @Nullable FacetKind facet,
            @Nullable ConnectionState connection,
            AlertState before,
            AlertProgress.Outcome outcome) {
        if (!before.equals(AlertState.NEW) || !outcome.alert().equals(AlertState.NEW)) {
            draft.note(outcome.verdict(), key);
        }
        AlertStatus status = outcome.status();
        if (status != null) {
            draft.add(step(key, facet, connection, before, outcome, status));
        }
    }

    private AlertStep step(
            AlertKey key,
            @Nullable FacetKind facet,
            @Nullable ConnectionState connection,
            AlertState before,
            AlertProgress.Outcome outcome,
            AlertStatus status) {
        AlertState.Published published = Objects.requireNonNull(outcome.published(), "A published step has content");
        Evidence evidence = connection == null ? Evidence.NONE : connection.evidence();
        AlertStep.Background background = evidence.background(published.onset());
        return new AlertStep(
                key,
                status,
                outcome.verdict(),
                outcome.active(),
                time.cause(),
                connection == null ? null : Event.Connection.of(connection.snapshot()),
                facet,
                published,
                text(key, facet, connection, before, outcome, published, background),
                background);
    }

    private String text(
            AlertKey key,
            @Nullable FacetKind facet,
            @Nullable ConnectionState connection,
            AlertState before,
            AlertProgress.Outcome outcome,
            AlertState.Published published,
            AlertStep.Background background) {
        String subject = connection == null ? groupOrTarget(key) : subject(connection.snapshot());
        if (outcome.verdict() == Verdict.CONNECTION_DELETED) {
            return AlertText.deleted(subject, time.now());
        }
        if (outcome.verdict() == Verdict.RETIRED) {
            return AlertText.retired(subject, time.target(), key.rule(), time.now());
        }
        Reading reading = reading(key, facet, connection);
        if (!outcome.active()) {
            return over(subject, key, reading, before, outcome, published);
        }
        String fact = fact(subject, key, reading, outcome, named(published));
        return connection == null ? fact : fact + AlertText.background(connection, key.rule(), background);
    }

    private static String groupOrTarget(AlertKey key) {
        return (key.rule() == AlertRule.GatewayDown ? "Gateway " : "Target ") + key.entity();
    }

    private static @Nullable Reading reading(
            AlertKey key, @Nullable FacetKind facet, @Nullable ConnectionState connection) {
        FacetValue value =
                facet == null || connection == null ? null : connection.facets().get(new FacetId(key.entity(), facet));
        return value == null ? null : value.reading();
    }

    /** Replaces the ids of the first members, those that a text quotes, by the names that people know. */
    private AlertState.Published named(AlertState.Published published) {
        List<String> members = published.members();
        return published.with(Stream.concat(
                        members.stream().limit(ProblemText.NAMED).map(this::nameOf),
                        members.stream().skip(ProblemText.NAMED))
                .toList());
    }

    private String nameOf(String connectionId) {
        ConnectionState it = draft.connection(connectionId);
        return it == null ? connectionId : subject(it.snapshot());
    }

    private static String fact(
            String subject,
            AlertKey key,
            @Nullable Reading reading,
            AlertProgress.Outcome outcome,
            AlertState.Published published) {
        AlertPhase phase = outcome.alert().phase();
        return switch (Objects.requireNonNull(outcome.status())) {
            case FIRING, UPDATED -> current(subject, key, reading, phase, published);
            case FLAPPING -> AlertText.flapping(subject, key, published);
            case DOWN_WHILE_FLAPPING -> AlertText.downWhileFlapping(subject, key, published);
            case FLAP_END -> AlertText.calm(current(subject, key, reading, phase, published));
            case RESOLVED -> throw new IllegalArgumentException("A resolved alert is not active");
        };
    }

    /** The present state: the subject may look good while the alert still fires, or may be unseen. */
    private static String current(
            String subject, AlertKey key, @Nullable Reading reading, AlertPhase phase, AlertState.Published published) {
        if (phase instanceof Clearing clearing) {
            return AlertText.clearing(subject, key, published, clearing.goodSince());
        }
        if (phase.badSince() != null) {
            return AlertText.firing(subject, key, published);
        }
        boolean isWhollyDown =
                key.rule() == AlertRule.ConnectionDegraded && reading != null && reading.state() == FacetState.DOWN;
        return isWhollyDown
                ? AlertText.over(AlertEnding.WHOLLY_DOWN.text(subject, key, published, reading, List.of()))
                : AlertText.unseen(subject, key, published);
    }

    private String over(
            String subject,
            AlertKey key,
            @Nullable Reading reading,
            AlertState before,
            AlertProgress.Outcome outcome,
            AlertState.Published published) {
        AlertEnding ending = AlertEnding.of(key.rule(), outcome, reading);
        var notUp = notUp(key, published.members());
        String text = ending.text(subject, key, published, reading, notUp);
        if (outcome.status() == AlertStatus.FLAP_END) {
            return AlertText.calm(AlertText.over(text));
        }
        return ending == AlertEnding.RECOVERED && notUp.isEmpty()
                ? AlertText.resolved(text, goodSince(before), published.onset().since())
                : AlertText.over(text);
    }

    /** The names of a gateway's connections that exist and are not up, as far as can be seen. */
    private List<String> notUp(AlertKey key, List<String> members) {
        return (key.rule() == AlertRule.GatewayDown ? members : List.<String>of())
                .stream()
                        .flatMap(it -> Optional.ofNullable(draft.connection(it)).stream())
                        .filter(it -> !isUp(it))
                        .map(it -> subject(it.snapshot()))
                        .toList();
    }

    private static boolean isUp(ConnectionState it) {
        FacetKind kind = it.snapshot().isDual() ? FacetKind.REDUNDANCY : FacetKind.IPSEC;
        FacetValue value = it.facets().get(new FacetId(it.snapshot().connectionId(), kind));
        return value != null && (value.state() == FacetState.UP || value.state() == FacetState.DEGRADED);
    }

    private Instant goodSince(AlertState before) {
        return before.phase() instanceof Clearing clearing ? clearing.goodSince() : time.now();
    }

    private static String subject(Snapshot snapshot) {
        String name = snapshot.context().name();
        return name.isBlank() ? snapshot.connectionId() : name;
    }
}
