package io.tunnelwatch.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.GroupAlertState;
import io.tunnelwatch.processor.domain.InMemoryState;
import io.tunnelwatch.processor.domain.RandomCase;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.runtime.streams.StateSerde;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateCodecTest {
    private final ConnectionStateBytes connections = new ConnectionStateBytes();
    private final StateSerde<TargetMemory> targets = new StateSerde<>(TargetMemory.class);
    private final StateSerde<GroupsMemory> groups = new StateSerde<>(GroupsMemory.class);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldRememberWhateverTheDetectorHasBeenThrough(long seed) {
        var random = RandomCase.of(seed);
        var detector = new Detector(random.rules());
        var memory = new InMemoryState();

        random.history().forEach(it -> {
            Decision decision = memory.decide(detector, it);
            decision.changed().values().forEach(this::comesBack);
            decision.target().ifPresent(this::comesBack);
            decision.groupAlerts().ifPresent(this::comesBack);
        });
    }

    /** Avro's own decoder allocates a length before it looks for the bytes. */
    @Test
    void shouldTakeNoLengthAtItsWord() {
        byte[] kept = groups.serializer().serialize("", new GroupsMemory(List.of()));
        var lying = ByteBuffer.allocate(30).put(kept, 0, 10).put((byte) 2);
        for (int i = 0; i < 3; i++) {
            lying.put(new byte[] {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F});
        }

        assertThatThrownBy(() -> groups.deserializer().deserialize("", lying.array()))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> groups.deserializer().deserialize("", new byte[0]))
                .isInstanceOf(IllegalStateException.class);
    }

    private void comesBack(ConnectionState it) {
        String id = it.snapshot().connectionId();
        var again = new ConnectionStateBytes().decode(id, connections.encode(it, null));
        assertThat(again).isEqualTo(it);
        assertThat(connections.decode(id, FirstVersionBytes.of(it))).isEqualTo(it);
    }

    private void comesBack(TargetState it) {
        var again = StateCodec.decode(roundTrip(targets, TargetMemory.class, StateCodec.encode(it)));
        assertThat(again).isEqualTo(it);
    }

    private void comesBack(SortedMap<AlertKey, GroupAlertState> it) {
        var again = StateCodec.decode(roundTrip(groups, GroupsMemory.class, StateCodec.encode(it)));
        assertThat(again).isEqualTo(it);
    }

    /** Read by a successor, which has written nothing. */
    private static <T extends SpecificRecord> T roundTrip(StateSerde<T> serde, Class<T> type, T value) {
        return new StateSerde<>(type)
                .deserializer()
                .deserialize("", serde.serializer().serialize("", value));
    }
}
