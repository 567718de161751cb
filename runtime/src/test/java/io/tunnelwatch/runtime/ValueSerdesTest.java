package io.tunnelwatch.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.lookalike.OtherMakersAvroDeserializer;
import io.tunnelwatch.runtime.lookalike.OtherMakersAvroSerializer;
import io.tunnelwatch.schemas.serde.AvroSerde;
import io.tunnelwatch.v1.Order;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The operator may choose the serde: ours, or a pair that is named as Confluent names its own. */
class ValueSerdesTest {
    @Test
    void shouldUseOursWhenToldNothing() {
        try (var serde = KafkaAccess.of(Settings.of(Map.of())).serde(Order.class)) {
            assertThat(serde).isInstanceOf(AvroSerde.class);
        }
    }

    @Test
    void shouldUseAPairThatIsNamedByItsSerializer() {
        // Given
        var settings = Settings.of(Map.of(
                "schema.registry.url",
                "http://127.0.0.1:1",
                "serde.value.class",
                OtherMakersAvroSerializer.class.getName(),
                "serde.auto.register.schemas",
                "false"));

        // When
        try (var serde = KafkaAccess.of(settings).serde(Order.class)) {
            // Then
            assertThat(serde.serializer()).isInstanceOfSatisfying(OtherMakersAvroSerializer.class, it -> {
                assertThat(it.settings()).containsEntry("schema.registry.url", "http://127.0.0.1:1");
                assertThat(it.settings()).containsEntry("auto.register.schemas", "false");
            });
            assertThat(serde.deserializer())
                    .isInstanceOfSatisfying(OtherMakersAvroDeserializer.class, it -> assertThat(it.settings())
                            .containsEntry("specific.avro.reader", "true"));
            var order = new Order(1L, 2L, 3);
            assertThat(serde.deserializer().deserialize("t", serde.serializer().serialize("t", order)))
                    .isEqualTo(order);
        }
    }

    @Test
    void shouldNameTheSettingWhenTheClassIsNotThere() {
        var settings = Settings.of(Map.of("serde.value.class", "io.confluent.kafka.serializers.KafkaAvroSerializer"));
        assertThatThrownBy(() -> KafkaAccess.of(settings).serde(Order.class))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("serde.value.class")
                .hasMessageContaining("on the class path");
    }

    @Test
    void shouldNameTheSettingWhenTheClassIsNoSerde() {
        var settings = Settings.of(Map.of("serde.value.class", "java.lang.Object"));
        assertThatThrownBy(() -> KafkaAccess.of(settings).serde(Order.class))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("serde.value.class");
    }
}
