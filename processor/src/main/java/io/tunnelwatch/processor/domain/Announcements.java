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
final class Announcements {
    private final Sheet sheet;
    private final Moment moment;

    Announcements(Sheet sheet) {
        this.sheet = sheet;
        this.moment = sheet.moment();
    }

    /** The fingerprint of an alert, the same at every step. */
    String fingerprint(AlertKey key) {
        return Ids.fingerprint(moment.target(), key);
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
            sheet.find(step.verdict(), key);
        }
        AlertStatus status = step.status();
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
            AlertStatus status) {
        Alert.Told told = Objects.requireNonNull(step.told(), "A published step has content");
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
                summary(key, connection, before, step, told),
                step.active() ? Advice.of(told.trouble().reading()) : "",
                connection == null ? null : connection.snapshot().context(),
                clues(connection).changesBefore(told.onset()),
                clues(connection).diagnosisOf(told.onset()));
    }

    private String summary(
            AlertKey key, @Nullable ConnectionState connection, Alert before, Alerts.Step step, Alert.Told told) {
        String subject = connection == null ? key.entity() : subject(connection.snapshot());
        if (step.verdict() == Verdict.CONNECTION_DELETED) {
            return Words.deleted(subject, moment.now());
        }
        if (step.verdict() == Verdict.RETIRED) {
            return Words.retired(subject, moment.target(), moment.now());
        }
        String fact = fact(subject, key, before, step, named(told));
        return connection == null || !step.active() ? fact : fact + background(connection, told);
    }

    /** Replaces the ids of the first members, those that a text quotes, by the names that people know. */
    private Alert.Told named(Alert.Told told) {
        List<String> members = told.members();
        return told.with(Stream.concat(
                        members.stream().limit(Words.NAMED).map(this::nameOf),
                        members.stream().skip(Words.NAMED))
                .toList());
    }

    private String nameOf(String connectionId) {
        ConnectionState it = sheet.connection(connectionId);
        return it == null ? connectionId : subject(it.snapshot());
    }

    private String fact(String subject, AlertKey key, Alert before, Alerts.Step step, Alert.Told told) {
        return switch (Objects.requireNonNull(step.status())) {
            case FIRING, UPDATED -> Words.firing(subject, key, told);
            case RESOLVED ->
                Words.resolved(subject, key, goodSince(before), told.onset().since());
            case FLAPPING -> Words.flapping(subject, key, told);
            case DOWN_WHILE_FLAPPING -> Words.downWhileFlapping(subject, key, told);
            case FLAP_END ->
                step.active() ? Words.calmAndStanding(subject, key, told) : Words.calmAndOver(subject, key);
        };
    }

    private static String background(ConnectionState connection, Alert.Told told) {
        Clues clues = connection.clues();
        return Words.background(
                connection.snapshot().context(),
                connection.snapshot().isPlanned(),
                clues.changesBefore(told.onset()),
                clues.diagnosisOf(told.onset()));
    }

    private static Clues clues(@Nullable ConnectionState connection) {
        return connection == null ? Clues.NONE : connection.clues();
    }

    private Instant goodSince(Alert before) {
        return before.state() instanceof Clearing clearing ? clearing.goodSince() : moment.now();
    }

    private static String subject(Snapshot snapshot) {
        String name = snapshot.context().name();
        return name.isBlank() ? snapshot.connectionId() : name;
    }
}
