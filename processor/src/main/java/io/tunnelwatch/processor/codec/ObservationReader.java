package io.tunnelwatch.processor.codec;

import io.tunnelwatch.schemas.serde.AvroDeserializer;
import io.tunnelwatch.schemas.serde.RecordCoders;
import io.tunnelwatch.schemas.serde.RecordDecoder;
import io.tunnelwatch.schemas.serde.RecordSkipper;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a connection's snapshot only what shows whether it has changed; nearly always it has not. The rest is skipped, field by
 * field, so a record that cannot be decoded is found here. Everything else is read by Avro's reader. The order of the fields
 * is that of the schema; a test compares the two readers.
 */
public final class ObservationReader implements DatumReader<Observation> {
    private static final Schema SNAPSHOT = ConnectionSnapshot.getClassSchema();
    private static final int SNAPSHOT_BRANCH =
            Observation.getClassSchema().getField("body").schema().getIndexNamed(SNAPSHOT.getFullName());
    private static final Schema.Field CREATED_AT = SNAPSHOT.getField("createdAt");
    private static final RecordSkipper BEFORE_CREATION = skipper(
            SNAPSHOT.getFields().subList(SNAPSHOT.getField("contentHash").pos() + 1, CREATED_AT.pos()));
    private static final RecordSkipper AFTER_CREATION = skipper(SNAPSHOT.getFields()
            .subList(CREATED_AT.pos() + 1, SNAPSHOT.getFields().size()));

    private final DatumReader<Observation> whole;
    private final DatumReader<ConnectionSnapshot> snapshots = RecordCoders.reader(SNAPSHOT, SNAPSHOT);

    /** @param whole reads all of an observation that is no snapshot, or cannot be decoded */
    ObservationReader(DatumReader<Observation> whole) {
        this.whole = whole;
    }

    /** The same deserializer with this reader in it; a serde of the operator's own keeps reading everything. */
    public static Deserializer<Observation> in(Deserializer<Observation> deserializer) {
        return deserializer instanceof AvroDeserializer<Observation> own
                ? own.reading(ObservationReader::new)
                : deserializer;
    }

    private static RecordSkipper skipper(List<Schema.Field> fields) {
        var all = fields.stream().map(it -> RecordSkipper.of(it.schema())).toArray(RecordSkipper[]::new);
        return in -> {
            for (RecordSkipper it : all) {
                it.skip(in);
            }
        };
    }

    @Override
    public void setSchema(Schema schema) {
        whole.setSchema(schema);
    }

    @Override
    public Observation read(@Nullable Observation reuse, Decoder in) throws IOException {
        if (!(in instanceof RecordDecoder decoder)) {
            return whole.read(reuse, in);
        }
        int from = decoder.position();
        Observation snapshot = snapshot(decoder);
        if (snapshot != null) {
            return snapshot;
        }
        decoder.rewind(from);
        return whole.read(reuse, decoder);
    }

    /** The observation if it is of a snapshot; null if it is of something else, or cannot be decoded. */
    private @Nullable Observation snapshot(RecordDecoder in) {
        try {
            var observation = new Observation();
            observation.setAccount(in.readString());
            observation.setRegion(in.readString());
            observation.setOrder(new Order(in.readLong(), in.readLong(), in.readInt()));
            observation.setObservedAt(Instant.ofEpochMilli(in.readLong()));
            observation.setNextPollDue(Instant.ofEpochMilli(in.readLong()));
            observation.setPollIntervalMillis(in.readLong());
            if (in.readIndex() != SNAPSHOT_BRANCH) {
                return null;
            }
            observation.setBody(body(in));
            return observation;
        } catch (IOException | RuntimeException e) {
            return null; // the other reader fails too, and says why
        }
    }

    private SkippedSnapshot body(RecordDecoder in) throws IOException {
        int from = in.position();
        String connectionId = in.readString();
        long contentHash = in.readLong();
        BEFORE_CREATION.skip(in);
        Instant createdAt = createdAt(in);
        AFTER_CREATION.skip(in);
        return new SkippedSnapshot(connectionId, contentHash, createdAt, in.since(from), snapshots);
    }

    private static @Nullable Instant createdAt(RecordDecoder in) throws IOException {
        return switch (in.readIndex()) {
            case 0 -> null;
            case 1 -> Instant.ofEpochMilli(in.readLong());
            default -> throw new AvroRuntimeException("No such branch");
        };
    }
}
