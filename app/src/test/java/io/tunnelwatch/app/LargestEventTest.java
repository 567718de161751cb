package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.mapper.ContentHash;
import io.tunnelwatch.ingest.mapper.RecordBounds;
import io.tunnelwatch.processor.codec.EventCodec;
import io.tunnelwatch.processor.domain.AlertStep;
import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.rehearsal.Rehearsal;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the largest connection that ingest accepts, with everything changed at once, through the detector. */
@Tag("F-25")
class LargestEventTest {
    /** The limit of our producers and topics. */
    private static final int LARGEST_EVENT = 2 * 1024 * 1024;

    private static final Instant BEGIN = Instant.parse("2026-11-21T08:00:00Z");

    private final Rehearsal rehearsal = new Rehearsal(Rules.defaults());
    private int scans;

    @Test
    void shouldFollowNoLargerEventThanKafkaTakes() {
        // Given
        var events = new ArrayList<Event>();
        // When
        for (String text : List.of("界", "網", "界", "網", "界")) {
            events.addAll(hear(largest(text)));
        }
        // Then
        assertThat(events).anyMatch(AlertStep.class::isInstance).anyMatch(Transition.class::isInstance);
        int largest = events.stream()
                .mapToInt(it -> bytes(it.match(EventCodec::encode, EventCodec::encode)))
                .max()
                .orElseThrow();
        assertThat(largest).isBetween(LARGEST_EVENT / 10, LARGEST_EVENT);
        System.out.printf("F-25 the largest event: %,d bytes%n", largest);
    }

    private List<Event> hear(ConnectionSnapshot snapshot) {
        Instant at = BEGIN.plusSeconds(60L * ++scans);
        var completed = new ScanCompleted(true, 1, snapshot.getContentHash(), 1, at, 0);
        return Stream.of(snapshot, completed)
                .flatMap(body -> rehearsal
                        .decide("test/eu", observation(body, at, body instanceof ScanCompleted ? 1 : 0))
                        .decision()
                        .events()
                        .stream())
                .toList();
    }

    private Observation observation(Object body, Instant at, int index) {
        var order = new Order(0L, (long) scans, index);
        return new Observation("test", "eu", order, at, at.plusSeconds(60), 60_000L, body);
    }

    private static ConnectionSnapshot largest(String text) {
        var snapshot = (ConnectionSnapshot) filled(ConnectionSnapshot.getClassSchema(), text);
        snapshot.setConnectionId("vco-1");
        snapshot.getTunnels().forEach(it -> it.setStatus("ike_sa_not_established"));
        IntStream.range(0, 200).forEach(it -> snapshot.getTunnels().get(it).setTunnelId("tun-%03d".formatted(it)));
        new RecordBounds().within(snapshot);
        snapshot.setContentHash(ContentHash.of(snapshot));
        return snapshot;
    }

    /** A value with more of everything than any bound allows. */
    private static Object filled(Schema schema, String text) {
        return switch (schema.getType()) {
            case RECORD -> {
                var record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
                schema.getFields().forEach(it -> record.put(it.pos(), filled(it.schema(), text)));
                yield record;
            }
            case UNION -> filled(schema.getTypes().get(1), text);
            case ARRAY ->
                new ArrayList<>(IntStream.range(0, 200)
                        .mapToObj(it -> filled(schema.getElementType(), text + it))
                        .toList());
            case STRING -> text + text.substring(0, 1).repeat(2_000);
            case LONG -> schema.getLogicalType() == null ? (Object) (long) text.hashCode() : BEGIN;
            case INT -> text.hashCode();
            case BOOLEAN -> text.startsWith("界");
            default -> throw new IllegalArgumentException(schema.toString());
        };
    }

    private static int bytes(SpecificRecord record) {
        var bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.size();
    }
}
