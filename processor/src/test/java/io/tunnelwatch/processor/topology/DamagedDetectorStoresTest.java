package io.tunnelwatch.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tunnelwatch.processor.codec.ConnectionStateBytes;
import io.tunnelwatch.processor.codec.FirstVersionBytes;
import io.tunnelwatch.processor.codec.StateCodec;
import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.InMemoryState;
import io.tunnelwatch.processor.domain.RandomCase;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.streams.DamagedStateException;
import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.testsupport.DamagedBytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a changelog holds in place of a value, it reads as some value or is found damaged, which rebuilds the state. Any
 * other exception would end the program at every start. {@code -Dseed=…} takes other damage.
 */
class DamagedDetectorStoresTest {
    private static final long SEED = Long.getLong("seed", 2026);
    private static final int OF_EACH_KIND = 400;

    private static final StateSerde<TargetMemory> TARGETS = new StateSerde<>(TargetMemory.class);
    private static final StateSerde<GroupsMemory> GROUPS = new StateSerde<>(GroupsMemory.class);
    private static final ConnectionStateBytes CONNECTIONS = new ConnectionStateBytes();

    /** A value that a store holds, and how the program reads it. */
    private static final class Stored {
        private final String store;
        private final byte[] bytes;
        private final Consumer<byte[]> reading;

        Stored(String store, byte[] bytes, Consumer<byte[]> reading) {
            this.store = store;
            this.bytes = bytes;
            this.reading = reading;
        }

        @Override
        public String toString() {
            return store;
        }
    }

    static Stream<Stored> stores() {
        var decisions = decisions();
        var target =
                longest(decisions.stream().flatMap(it -> it.target().stream()).map(it -> TARGETS.serializer()
                        .serialize("", StateCodec.encode(it))));
        var groups = longest(
                decisions.stream().flatMap(it -> it.groupAlerts().stream()).map(it -> GROUPS.serializer()
                        .serialize("", StateCodec.encode(it))));
        var state = decisions.stream()
                .flatMap(it -> it.changed().values().stream())
                .max(Comparator.comparing(it -> CONNECTIONS.encode(it, null).length))
                .orElseThrow();
        return Stream.of(
                        Stream.of(
                                new Stored(
                                        TopologyNames.TARGETS,
                                        target,
                                        it -> StateCodec.decode(
                                                TARGETS.deserializer().deserialize("", it))),
                                new Stored(
                                        TopologyNames.GROUPS,
                                        groups,
                                        it -> StateCodec.decode(
                                                GROUPS.deserializer().deserialize("", it))),
                                new Stored(
                                        TopologyNames.AWAITING_SCAN_END,
                                        new byte[] {1},
                                        it -> DetectorTopology.placeholders()
                                                .deserializer()
                                                .deserialize("", it))),
                        connections("", state, CONNECTIONS.encode(state, null)),
                        connections(" of the first version", state, FirstVersionBytes.of(state)))
                .flatMap(it -> it);
    }

    private static Stream<Stored> connections(String which, ConnectionState state, byte[] bytes) {
        String id = state.snapshot().connectionId();
        String store = TopologyNames.CONNECTIONS + which;
        return Stream.of(
                new Stored(store + ", all of it", bytes, it -> CONNECTIONS.decode(id, it)),
                new Stored(store + ", statuses", bytes, it -> CONNECTIONS.decode(state.snapshot(), it)),
                new Stored(store + ", gateways", bytes, CONNECTIONS::gateways),
                new Stored(store + ", at a glance", bytes, it -> ConnectionStateBytes.matches(state.snapshot(), it)),
                new Stored(store + ", to be replaced", bytes, it -> CONNECTIONS.encode(state, it)));
    }

    private static List<Decision> decisions() {
        var decisions = new ArrayList<Decision>();
        for (long seed = 1; seed <= 12; seed++) {
            var random = RandomCase.of(seed);
            var detector = new Detector(random.rules());
            var memory = new InMemoryState();
            random.history().forEach(it -> decisions.add(memory.decide(detector, it)));
        }
        return decisions;
    }

    private static byte[] longest(Stream<byte[]> values) {
        return values.max(Comparator.comparing(it -> it.length)).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("stores")
    @Timeout(60)
    void shouldReadAnyBytesOrFindThemDamaged(Stored stored) {
        // Given
        var damaged = new DamagedBytes(stored.bytes, new Random(SEED));
        stored.reading.accept(stored.bytes);

        all(damaged).forEach(bytes -> {
            // When
            Throwable thrown = catchThrowable(() -> stored.reading.accept(bytes));

            // Then
            if (thrown != null && !(thrown instanceof OperatorException && damaged.namesAnotherSchema(bytes))) {
                assertThat(thrown)
                        .as("seed %d, %s", SEED, HexFormat.of().formatHex(bytes))
                        .isInstanceOf(DamagedStateException.class);
            }
        });
    }

    private static Stream<byte[]> all(DamagedBytes damaged) {
        return Stream.of(
                        damaged.cut(),
                        damaged.flipped(OF_EACH_KIND),
                        damaged.noiseBehind(DamagedBytes.HEADER, OF_EACH_KIND),
                        damaged.noiseBehind(0, OF_EACH_KIND))
                .flatMap(List::stream);
    }
}
