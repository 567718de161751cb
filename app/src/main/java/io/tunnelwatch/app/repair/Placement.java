package io.tunnelwatch.app.repair;

import io.tunnelwatch.sink.history.StoredHistories;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Says into which parts of its partition a record goes. */
enum Placement {
    /** By the whole key, as Kafka's own partitioner does. */
    BY_KEY {
        @Override
        List<Place> of(ConsumerRecord<byte[], byte[]> it, Parts parts) {
            int own = it.key() == null ? it.partition() : parts.place(text(it), it.partition());
            return List.of(new Place(own, it.value()));
        }
    },

    /** By the target with which the key begins: the processor's state is where the target's observations are. */
    BY_TARGET {
        @Override
        List<Place> of(ConsumerRecord<byte[], byte[]> it, Parts parts) {
            return List.of(new Place(parts.place(target(text(it)), it.partition()), it.value()));
        }
    },

    /** Into every part. */
    EVERYWHERE {
        @Override
        List<Place> of(ConsumerRecord<byte[], byte[]> it, Parts parts) {
            return parts.of(it.partition()).stream()
                    .map(part -> new Place(part, it.value()))
                    .toList();
        }
    },

    /** A connection's history by its key; a target's into every part, and its own facets into one of them. */
    OF_HISTORIES {
        @Override
        List<Place> of(ConsumerRecord<byte[], byte[]> it, Parts parts) {
            byte[] value = it.value();
            if (value == null || !StoredHistories.isTarget(text(it))) {
                return value == null ? EVERYWHERE.of(it, parts) : BY_KEY.of(it, parts);
            }
            int own = parts.place(text(it), it.partition());
            byte[] others = StoredHistories.lastTick(value);
            return parts.of(it.partition()).stream()
                    .map(part -> new Place(part, part == own ? value : others))
                    .toList();
        }
    };

    /** A part, and the value of the record there. */
    @SuppressWarnings("ArrayRecordComponent") // two places are never compared
    record Place(int partition, byte @Nullable [] value) {}

    abstract List<Place> of(ConsumerRecord<byte[], byte[]> record, Parts parts);

    private static String text(ConsumerRecord<byte[], byte[]> it) {
        return new String(it.key(), StandardCharsets.UTF_8);
    }

    /** The first two parts of a key {@code account/region/connection}. */
    private static String target(String key) {
        int end = key.indexOf('/', key.indexOf('/') + 1);
        return end < 0 ? key : key.substring(0, end);
    }
}
