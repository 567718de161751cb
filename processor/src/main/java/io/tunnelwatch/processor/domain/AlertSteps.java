package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.Alert;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertState.Clearing;
import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.Alerts;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes an alert's step, with its texts, from a decision and adds it to the events. */
final class AlertSteps {
    private final DecisionDraft draft;
    private final TargetClock clock;

    AlertSteps(DecisionDraft sheet) {
        this.draft = sheet;
        this.clock = sheet.clock();
    }

    /** The fingerprint of an alert, the same at every step. */
    String fingerprint(AlertKey key) {
        return Ids.fingerprint(clock.target(), key);
    }

    /** Publishes a step of an alert that is not about a single connection. */
    void publish(AlertKey key, @Nullable FacetKind facet, Alert before, Alerts.Step step) {
        publish(key, facet, null, before, step);
    }

    void publish(
            AlertKey key,
            @Nullable FacetKind facet,
            @Nullable ConnectionState connection,
            Alert before,
            Alerts.Step step) {
        if (!before.equals(Alert.NEW) || !step.alert().equals(Alert.NEW)) {
            draft.note(step.verdict(), key);
        }
        AlertStatus status = step.status();
        if (status != null) {
            draft.publish(step(key, facet, connection, before, step, status));
        }
    }

    private AlertStep step(
            AlertKey key,
            @Nullable FacetKind facet,
            @Nullable ConnectionState connection,
            Alert before,
            Alerts.Step step,
            AlertStatus status) {
        Alert.Published told = Objects.requireNonNull(step.published(), "A published step has content");
        return new AlertStep(
                fingerprint(key),
                Ids.step(fingerprint(key), status, clock.order()),
                key,
                status,
                clock.target(),
                clock.order(),
                connection == null ? null : connection.snapshot().connectionId(),
                told.onset(),
                told.trouble(),
                facet,
                told.firedAt(),
                clock.now(),
                step.active() ? null : clock.now(),
                told.inhibitedBy(),
                told.members(),
                step.verdict(),
                summary(key, connection, before, step, told),
                step.active() ? Advice.of(told.trouble().reading()) : "",
                connection == null ? null : connection.snapshot().context(),
                evidence(connection).changesBefore(told.onset()),
                evidence(connection).diagnosisOf(told.onset()));
    }

    private String summary(
            AlertKey key, @Nullable ConnectionState connection, Alert before, Alerts.Step step, Alert.Published told) {
        String subject = connection == null ? key.entity() : subject(connection.snapshot());
        if (step.verdict() == Verdict.CONNECTION_DELETED) {
            return AlertText.deleted(subject, clock.now());
        }
        if (step.verdict() == Verdict.RETIRED) {
            return AlertText.retired(subject, clock.target(), clock.now());
        }
        String fact = fact(subject, key, before, step, named(told));
        return connection == null || !step.active() ? fact : fact + background(connection, told);
    }

    /** Replaces the ids of the first members, those that a text quotes, by the names that people know. */
    private Alert.Published named(Alert.Published told) {
        List<String> members = told.members();
        return told.with(Stream.concat(
                        members.stream().limit(AlertText.NAMED).map(this::nameOf),
                        members.stream().skip(AlertText.NAMED))
                .toList());
    }

    private String nameOf(String connectionId) {
        ConnectionState it = draft.connection(connectionId);
        return it == null ? connectionId : subject(it.snapshot());
    }

    private String fact(String subject, AlertKey key, Alert before, Alerts.Step step, Alert.Published told) {
        return switch (Objects.requireNonNull(step.status())) {
            case FIRING, UPDATED -> AlertText.firing(subject, key, told);
            case RESOLVED ->
                AlertText.resolved(subject, key, goodSince(before), told.onset().since());
            case FLAPPING -> AlertText.flapping(subject, key, told);
            case DOWN_WHILE_FLAPPING -> AlertText.downWhileFlapping(subject, key, told);
            case FLAP_END ->
                step.active() ? AlertText.calmAndStanding(subject, key, told) : AlertText.calmAndOver(subject, key);
        };
    }

    private static String background(ConnectionState connection, Alert.Published told) {
        Evidence clues = connection.evidence();
        return AlertText.background(
                connection.snapshot().context(),
                connection.snapshot().isPlanned(),
                clues.changesBefore(told.onset()),
                clues.diagnosisOf(told.onset()));
    }

    private static Evidence evidence(@Nullable ConnectionState connection) {
        return connection == null ? Evidence.NONE : connection.evidence();
    }

    private Instant goodSince(Alert before) {
        return before.state() instanceof Clearing clearing ? clearing.goodSince() : clock.now();
    }

    private static String subject(Snapshot snapshot) {
        String name = snapshot.context().name();
        return name.isBlank() ? snapshot.connectionId() : name;
    }
}
