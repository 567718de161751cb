package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Clearing;
import io.tunnelwatch.processor.domain.alert.AlertProgress;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
                text(key, connection, before, outcome, published, background),
                background);
    }

    private String text(
            AlertKey key,
            @Nullable ConnectionState connection,
            AlertState before,
            AlertProgress.Outcome outcome,
            AlertState.Published published,
            AlertStep.Background background) {
        String subject = connection == null ? key.entity() : subject(connection.snapshot());
        if (outcome.verdict() == Verdict.CONNECTION_DELETED) {
            return AlertText.deleted(subject, time.now());
        }
        if (outcome.verdict() == Verdict.RETIRED) {
            return AlertText.retired(subject, time.target(), time.now());
        }
        String fact = fact(subject, key, before, outcome, named(published));
        return connection == null || !outcome.active()
                ? fact
                : fact + AlertText.background(connection.snapshot(), background);
    }

    /** Replaces the ids of the first members, those that a text quotes, by the names that people know. */
    private AlertState.Published named(AlertState.Published published) {
        List<String> members = published.members();
        return published.with(Stream.concat(
                        members.stream().limit(AlertText.NAMED).map(this::nameOf),
                        members.stream().skip(AlertText.NAMED))
                .toList());
    }

    private String nameOf(String connectionId) {
        ConnectionState it = draft.connection(connectionId);
        return it == null ? connectionId : subject(it.snapshot());
    }

    private String fact(
            String subject,
            AlertKey key,
            AlertState before,
            AlertProgress.Outcome outcome,
            AlertState.Published published) {
        return switch (Objects.requireNonNull(outcome.status())) {
            case FIRING, UPDATED -> AlertText.firing(subject, key, published);
            case RESOLVED ->
                AlertText.resolved(
                        subject, key, goodSince(before), published.onset().since());
            case FLAPPING -> AlertText.flapping(subject, key, published);
            case DOWN_WHILE_FLAPPING -> AlertText.downWhileFlapping(subject, key, published);
            case FLAP_END ->
                outcome.active()
                        ? AlertText.calmAndStanding(subject, key, published)
                        : AlertText.calmAndOver(subject, key);
        };
    }

    private Instant goodSince(AlertState before) {
        return before.phase() instanceof Clearing clearing ? clearing.goodSince() : time.now();
    }

    private static String subject(Snapshot snapshot) {
        String name = snapshot.context().name();
        return name.isBlank() ? snapshot.connectionId() : name;
    }
}
