package io.tunnelwatch.sink.history;

import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.sink.history.Historian.HistoryStep;
import io.tunnelwatch.sink.state.History;
import io.tunnelwatch.v1.ConnectionView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** On an hour tick, emits the hours of the target and its connections; at the start of a day, also every open interval. */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class PublishHours implements Processor<String, Long, String, SpecificRecord> {
    /** Long enough to see deleted connections on the page, short enough to keep the topic small. */
    private static final Duration REMEMBERED_WHEN_DELETED = Duration.ofDays(7);

    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, ConnectionView> connections;
    private KeyValueStore<String, History> histories;
    private Instant swept = Instant.MIN;

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.connections = context.getStateStore(HistoryTopology.CONNECTIONS);
        this.histories = context.getStateStore(HistoryTopology.HISTORIES);
    }

    @Override
    public void process(Record<String, Long> tick) {
        String target = tick.key();
        Long tickedUntil = tick.value();
        if (target == null || tickedUntil == null) {
            throw new BadRecordException("An hour tick without key or value");
        }
        requireHour(tickedUntil, tick.timestamp());
        long now = tickedUntil;
        History own = histories.get(target);
        long earlier = own == null ? 0 : own.getStruckMillis();
        if (now <= earlier) {
            return;
        }
        Instant day = Instant.ofEpochMilli(now).truncatedTo(ChronoUnit.DAYS);
        boolean isNewDay = day.toEpochMilli() > earlier;
        for (KeyValue<String, History> it : historiesOf(target, own)) {
            publish(it.key, it.value, earlier, now);
            if (isNewDay) {
                Historian.open(it.value).stream()
                        // An interval that began today needs no checkpoint.
                        .filter(interval -> interval.getValidFrom().isBefore(day))
                        .forEach(interval -> context.forward(
                                HistoryRecords.checkpoint(interval, day), HistoryTopology.WRITE_INTERVALS));
                deleteIfLongGone(it.key, day);
            }
        }
        histories.put(target, Historian.withTick(histories.get(target), target, now));
        if (day.isAfter(swept)) {
            swept = day;
            deleteRetired(day);
        }
    }

    /** Any eight bytes decode to a number. A tick far in the future would suppress all later ticks of the target. */
    private static void requireHour(long tickedUntil, long at) {
        if (tickedUntil < 0 || tickedUntil % HourSums.HOUR != 0 || tickedUntil > at) {
            throw new BadRecordException(
                    "An hour tick at " + at + " says " + tickedUntil + ", which is not a full hour up to that time");
        }
    }

    private List<KeyValue<String, History>> historiesOf(String target, @org.jspecify.annotations.Nullable History own) {
        var all = new ArrayList<KeyValue<String, History>>();
        if (own != null) {
            all.add(KeyValue.pair(target, own));
        }
        try (var connectionsOf = histories.prefixScan(target + "/", new StringSerializer())) {
            connectionsOf.forEachRemaining(all::add);
        }
        return all;
    }

    private void publish(String key, History history, long earlier, long now) {
        HistoryStep step = Historian.hourTick(history, earlier, now);
        step.hours()
                .forEach(hour -> context.forward(HistoryRecords.of(hour, history), HistoryTopology.WRITE_AVAILABILITY));
        if (!step.next().equals(history)) {
            histories.put(key, step.next());
        }
    }

    /**
     * Forgets deleted connections of retired targets, which have no ticks; ticks of other targets show how long ago that was.
     */
    private void deleteRetired(Instant day) {
        long aWeekAgo = day.minus(REMEMBERED_WHEN_DELETED).toEpochMilli();
        var gone = new ArrayList<String>();
        try (var all = connections.all()) {
            all.forEachRemaining(it -> {
                History target = it.value.getDeletedAt() == null ? null : histories.get(targetOf(it.value));
                if (target != null && target.getStruckMillis() < aWeekAgo) {
                    gone.add(it.key);
                }
            });
        }
        gone.forEach(it -> deleteIfLongGone(it, day));
    }

    private static String targetOf(ConnectionView it) {
        return it.getAccount() + "/" + it.getRegion();
    }

    private void deleteIfLongGone(String key, Instant day) {
        ConnectionView view = connections.get(key);
        if (view != null
                && view.getDeletedAt() != null
                && view.getDeletedAt().isBefore(day.minus(REMEMBERED_WHEN_DELETED))) {
            connections.delete(key);
            histories.delete(key);
            context.forward(HistoryRecords.tombstone(key, view, day), HistoryTopology.WRITE_CONNECTIONS);
        }
    }
}
