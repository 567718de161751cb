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

    AlertSteps(DecisionDraft draft) {
        this.draft = draft;
        this.clock = draft.clock();
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
        Alert.Published published = Objects.requireNonNull(step.published(), "A published step has content");
        return new AlertStep(
                fingerprint(key),
                Ids.step(fingerprint(key), status, clock.order()),
                key,
                status,
                clock.target(),
                clock.order(),
                connection == null ? null : connection.snapshot().connectionId(),
                published.onset(),
                published.trouble(),
                facet,
                published.firedAt(),
                clock.now(),
                step.active() ? null : clock.now(),
                published.inhibitedBy(),
                published.members(),
                step.verdict(),
                summary(key, connection, before, step, published),
                step.active() ? Advice.of(published.trouble().reading()) : "",
                connection == null ? null : connection.snapshot().context(),
                evidence(connection).changesBefore(published.onset()),
                evidence(connection).diagnosisOf(published.onset()));
    }

    private String summary(
            AlertKey key,
            @Nullable ConnectionState connection,
            Alert before,
            Alerts.Step step,
            Alert.Published published) {
        String subject = connection == null ? key.entity() : subject(connection.snapshot());
        if (step.verdict() == Verdict.CONNECTION_DELETED) {
            return AlertText.deleted(subject, clock.now());
        }
        if (step.verdict() == Verdict.RETIRED) {
            return AlertText.retired(subject, clock.target(), clock.now());
        }
        String fact = fact(subject, key, before, step, named(published));
        return connection == null || !step.active() ? fact : fact + background(connection, published);
    }

    /** Replaces the ids of the first members, those that a text quotes, by the names that people know. */
    private Alert.Published named(Alert.Published published) {
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

    private String fact(String subject, AlertKey key, Alert before, Alerts.Step step, Alert.Published published) {
        return switch (Objects.requireNonNull(step.status())) {
            case FIRING, UPDATED -> AlertText.firing(subject, key, published);
            case RESOLVED ->
                AlertText.resolved(
                        subject, key, goodSince(before), published.onset().since());
            case FLAPPING -> AlertText.flapping(subject, key, published);
            case DOWN_WHILE_FLAPPING -> AlertText.downWhileFlapping(subject, key, published);
            case FLAP_END ->
                step.active()
                        ? AlertText.calmAndStanding(subject, key, published)
                        : AlertText.calmAndOver(subject, key);
        };
    }

    private static String background(ConnectionState connection, Alert.Published published) {
        Evidence evidence = connection.evidence();
        return AlertText.background(
                connection.snapshot().context(),
                connection.snapshot().isPlanned(),
                evidence.changesBefore(published.onset()),
                evidence.diagnosisOf(published.onset()));
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
