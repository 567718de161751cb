package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.AlertState.Clearing;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts into words what was decided about an alert, and writes it down. */
final class Announcements {
    private final Sheet sheet;
    private final Moment moment;

    Announcements(Sheet sheet) {
        this.sheet = sheet;
        this.moment = sheet.moment();
    }

    /** Whose fingerprint it is does not change with what is told of it. */
    String fingerprint(AlertKey key) {
        return Ids.fingerprint(moment.target(), key);
    }

    /** Of an alert that is no connection's. */
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
            sheet.find(step.verdict(), key.entity());
        }
        AlertStep.Status status = step.status();
        if (status != null) {
            sheet.tell(step(key, facet, connection, before, step, status));
        }
    }

    private AlertStep step(
            AlertKey key,
            @Nullable FacetKind facet,
            @Nullable ConnectionState connection,
            Alert before,
            Alerts.Step step,
            AlertStep.Status status) {
        Alert.Told told = Objects.requireNonNull(step.told(), "What is published says something");
        return new AlertStep(
                fingerprint(key),
                Ids.step(fingerprint(key), status, moment.order()),
                key,
                status,
                moment.target(),
                moment.order(),
                connection == null ? null : connection.snapshot().connectionId(),
                told.onset(),
                told.trouble(),
                facet,
                told.firedAt(),
                moment.now(),
                step.active() ? null : moment.now(),
                told.inhibitedBy(),
                told.members(),
                step.verdict(),
                words(key, connection, before, step, told),
                connection == null ? null : connection.snapshot().context());
    }

    private String words(
            AlertKey key, @Nullable ConnectionState connection, Alert before, Alerts.Step step, Alert.Told told) {
        String subject = connection == null ? key.entity() : subject(connection.snapshot());
        if (step.verdict() == Verdict.CONNECTION_DELETED) {
            return Words.deleted(subject, moment.now());
        }
        return step.active()
                ? Words.firing(subject, key, told.onset(), told.trouble())
                : Words.resolved(subject, key, goodSince(before), told.onset().since());
    }

    private Instant goodSince(Alert before) {
        return before.state() instanceof Clearing clearing ? clearing.goodSince() : moment.now();
    }

    private static String subject(Snapshot snapshot) {
        String name = snapshot.context().name();
        return name.isBlank() ? snapshot.connectionId() : name;
    }
}
