package io.tunnelwatch.app.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.repair.Placement.Place;
import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.schemas.topics.TargetPartitioner;
import io.tunnelwatch.sink.state.BegunHour;
import io.tunnelwatch.sink.state.FacetMemory;
import io.tunnelwatch.sink.state.History;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Tests to which parts records go when 6 partitions are divided into 24. */
class PlacementTest {
    private static final Parts PARTS = new Parts(6, 24);
    private static final String TARGET = "main/cn-hangzhou";
    private static final byte[] VALUE = {1, 2, 3};

    @Test
    void shouldDivideEachPartitionIntoFour() {
        assertThat(PARTS.of(2)).containsExactly(2, 8, 14, 20);
    }

    @Test
    void shouldPlaceARecordAsKafkasOwnPartitionerDoes() {
        for (int connection = 0; connection < 1_000; connection++) {
            String key = TARGET + "/vco-" + connection;

            var places = Placement.BY_KEY.of(record(key, VALUE), PARTS);

            assertThat(places).extracting(Place::partition).containsExactly(TargetPartitioner.partition(key, 24));
        }
    }

    @Test
    void shouldLeaveARecordInAWrongPartitionThere() {
        int wrong = (TargetPartitioner.partition(TARGET, 6) + 1) % 6;

        var places = Placement.BY_KEY.of(new ConsumerRecord<>("topic", wrong, 0, bytes(TARGET), VALUE), PARTS);

        assertThat(places).extracting(Place::partition).containsExactly(wrong);
    }

    @Test
    void shouldKeepTheProcessorsStateOfAConnectionBesideItsTarget() {
        int ofTarget = TargetPartitioner.partition(TARGET, 6);
        for (int connection = 0; connection < 100; connection++) {
            var record = new ConsumerRecord<>("topic", ofTarget, 0, bytes(TARGET + "/vco-" + connection), VALUE);

            var places = Placement.BY_TARGET.of(record, PARTS);

            assertThat(places).extracting(Place::partition).containsExactly(TargetPartitioner.partition(TARGET, 24));
        }
    }

    @Test
    void shouldGiveATargetsFacetsToOnePartOnlyAndItsHourTickToAll() throws Exception {
        try (var serde = new StateSerde<>(History.class)) {
            var facet = FacetMemory.newBuilder()
                    .setTunnelId(null)
                    .setEntity(TARGET)
                    .setFacet("FRESHNESS")
                    .setEpoch(1L)
                    .setScan(2L)
                    .setIndex(3)
                    .setSettledMillis(4L)
                    .setBegun(new BegunHour(5L, 6L, 7L, 8L, 9L, 10))
                    .setOpen(null)
                    .build();
            var history = new History("main", "cn-hangzhou", null, 3_600_000L, List.of(facet));
            byte[] stored = serde.serializer().serialize("topic", history);

            var places = Placement.OF_HISTORIES.of(record(TARGET, stored), PARTS);

            assertThat(places).hasSize(4);
            for (Place it : places) {
                History there = serde.deserializer().deserialize("topic", it.value());
                boolean own = it.partition() == TargetPartitioner.partition(TARGET, 24);
                assertThat(there.getStruckMillis()).isEqualTo(3_600_000L);
                assertThat(there.getFacets()).hasSize(own ? 1 : 0);
            }
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, byte[] value) {
        return new ConsumerRecord<>("topic", TargetPartitioner.partition(key, 6), 0, bytes(key), value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
