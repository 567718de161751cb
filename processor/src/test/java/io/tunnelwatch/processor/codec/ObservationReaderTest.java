package io.tunnelwatch.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.serde.RecordCoders;
import io.tunnelwatch.schemas.serde.RecordDecoder;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;

/** A snapshot that is skipped is the one that Avro's reader reads, and fails for the same bytes with the same words. */
class ObservationReaderTest {
    private static final Schema SCHEMA = Observation.getClassSchema();

    private final DatumReader<Observation> whole = RecordCoders.reader(SCHEMA, SCHEMA);
    private final DatumReader<Observation> reader = new ObservationReader(whole);

    @Test
    void shouldReadWhatAvroReads() throws IOException {
        int skipped = 0;
        for (byte[] record : records(300)) {
            assertThat(read(reader, record)).isEqualTo(read(whole, record));
            var decoder = new RecordDecoder();
            decoder.reset(record, 0);
            if (reader.read(null, decoder).getBody() instanceof SkippedSnapshot it) {
                skipped++;
                ConnectionSnapshot snapshot = it.read();
                assertThat(it.connectionId()).isEqualTo(snapshot.getConnectionId());
                assertThat(it.contentHash()).isEqualTo(snapshot.getContentHash());
                assertThat(it.createdAt()).isEqualTo(snapshot.getCreatedAt());
            }
        }

        assertThat(skipped).isGreaterThan(20);
    }

    @Test
    void shouldFailForTheSameBytes() throws IOException {
        var random = new SplittableRandom(1);
        int failed = 0;
        for (byte[] record : records(40)) {
            for (int at = 0; at < record.length; at++) {
                byte[] damaged = record.clone();
                damaged[at] ^= (byte) (1 + random.nextInt(255));
                String outcome = read(whole, damaged);
                assertThat(read(reader, damaged)).isEqualTo(outcome);
                byte[] cut = Arrays.copyOf(record, at);
                assertThat(read(reader, cut)).isEqualTo(read(whole, cut));
                failed += outcome.contains("Exception") ? 1 : 0;
            }
        }

        assertThat(failed).isGreaterThan(1_000);
    }

    /** The reading of the bytes, as text: the record and where it ends, or the failure. */
    private static String read(DatumReader<Observation> reader, byte[] bytes) {
        var decoder = new RecordDecoder();
        decoder.reset(bytes, 0);
        try {
            Observation observation = reader.read(null, decoder);
            int end = decoder.position();
            if (observation.getBody() instanceof SkippedSnapshot it) {
                observation.setBody(it.read());
            }
            return observation + " to " + end;
        } catch (IndexOutOfBoundsException e) {
            return e.getClass().getName(); // the JVM leaves out the message when it throws many of them
        } catch (IOException | RuntimeException e) {
            return e.toString();
        }
    }

    private static List<byte[]> records(int count) throws IOException {
        var records = new ArrayList<byte[]>();
        for (Object datum : new RandomData(SCHEMA, count, 7L)) {
            var bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<>(SCHEMA).write(datum, encoder);
            encoder.flush();
            records.add(bytes.toByteArray());
        }
        return records;
    }
}
