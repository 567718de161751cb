package io.tunnelwatch.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.v1.TargetView;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Kafka Streams gives all threads of a topology the same serializer and deserializer. */
class SharedSerdeTest {
    private static final String TOPIC = Topics.TARGETS.name();
    private static final int THREADS = 4;

    @Test
    void shouldCodeRecordsInSeveralThreadsAtOnce() throws Exception {
        try (var registry = new FakeRegistry();
                var serde = new AvroSerde<TargetView>()) {
            serde.configure(registry.settings(), false);
            var threads = Executors.newFixedThreadPool(THREADS);
            var all = new ArrayList<Future<Boolean>>();
            for (int i = 1; i <= THREADS; i++) {
                TargetView own = target(i);
                all.add(threads.submit(comesBack(serde, own)));
            }
            for (var it : all) {
                assertThat(it.get()).isTrue();
            }
            threads.shutdown();
        }
    }

    private static Callable<Boolean> comesBack(AvroSerde<TargetView> serde, TargetView own) {
        return () -> {
            for (int i = 0; i < 20_000; i++) {
                byte[] bytes = serde.serializer().serialize(TOPIC, own);
                if (!own.equals(serde.deserializer().deserialize(TOPIC, bytes))) {
                    return false;
                }
            }
            return true;
        };
    }

    private static TargetView target(int thread) throws Exception {
        var random = RandomRecords.of(TargetView.getClassSchema(), 1, thread).get(0);
        var decoder = new RecordDecoder();
        decoder.reset(random, 0);
        return RecordCoders.<TargetView>reader(TargetView.getClassSchema(), TargetView.getClassSchema())
                .read(null, decoder);
    }
}
