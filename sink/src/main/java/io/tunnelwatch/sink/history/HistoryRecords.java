package io.tunnelwatch.sink.history;

import io.tunnelwatch.schemas.topics.CloudEvent;
import io.tunnelwatch.sink.history.Historian.Hour;
import io.tunnelwatch.sink.state.History;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Record;

/** Builds the output records: each with its event time, and with headers that are the same on every replay. */
final class HistoryRecords {
    private HistoryRecords() {}

    static Record<String, SpecificRecord> of(Record<String, Transition> record, ConnectionView view) {
        Transition it = record.value();
        var event = new CloudEvent(
                it.getTransitionId(),
                "io.tunnelwatch.connection.v1",
                it.getAccount() + "/" + it.getRegion(),
                view.getConnectionId(),
                it.getDetectedAt());
        return new Record<>(record.key(), view, record.timestamp(), event.headers());
    }

    static Record<String, SpecificRecord> of(Interval interval, Instant detectedAt, long timestamp) {
        return interval(interval, interval.getValidTo() == null ? "-opened" : "-closed", detectedAt, timestamp);
    }

    /** An open interval, repeated on a new day: a reader that starts with a short past still finds it. */
    static Record<String, SpecificRecord> checkpoint(Interval interval, Instant day) {
        return interval(interval, "-open-" + day, day, day.toEpochMilli());
    }

    private static Record<String, SpecificRecord> interval(
            Interval interval, String step, Instant time, long timestamp) {
        var event = new CloudEvent(
                interval.getIntervalId() + step,
                "io.tunnelwatch.interval.v1",
                interval.getAccount() + "/" + interval.getRegion(),
                interval.getEntity(),
                time);
        return new Record<>(interval.getIntervalId(), interval, timestamp, event.headers());
    }

    static Record<String, SpecificRecord> of(Hour hour, History history) {
        var event = new CloudEvent(
                hour.key(),
                "io.tunnelwatch.availability.v1",
                history.getAccount() + "/" + history.getRegion(),
                hour.entity(),
                hour.end());
        return new Record<>(hour.key(), hour.value().orElse(null), hour.end().toEpochMilli(), event.headers());
    }

    /** Tombstone of a connection that was deleted long ago, for the compacted topic. */
    static Record<String, SpecificRecord> tombstone(String key, ConnectionView view, Instant day) {
        var event = new CloudEvent(
                view.getConnectionId() + "-forgotten-" + day,
                "io.tunnelwatch.connection.v1",
                view.getAccount() + "/" + view.getRegion(),
                view.getConnectionId(),
                day);
        return new Record<>(key, null, day.toEpochMilli(), event.headers());
    }
}
