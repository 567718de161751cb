package io.tunnelwatch.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPartitionerTest {
    @ParameterizedTest
    @ValueSource(strings = {"1/eu-central-1", "1234567890123456/cn-hangzhou", "demo/ap-southeast-1", "é/x"})
    void shouldPlaceTargetWhereKafkaWould(String key) {
        assertThat(TargetPartitioner.partition(key, 6))
                .isEqualTo(BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), 6));
    }
}
