package io.tunnelwatch.sink.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.streams.DamagedStateException;
import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.schemas.serde.RegistryRefusal;
import io.tunnelwatch.schemas.serde.RegistryUnavailableException;
import io.tunnelwatch.sink.state.History;
import io.tunnelwatch.testsupport.DamagedBytes;
import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a changelog holds in place of a value, it reads as some value or is found damaged, which rebuilds the state. Any
 * other exception would end the program at every start. {@code -Dseed=…} takes other damage.
 */
class DamagedHistoryStoresTest {
    private static final long SEED = Long.getLong("seed", 2026);
    private static final int OF_EACH_KIND = 400;
    private static final String CHANGELOG = "test-connections-changelog";

    private static final StateSerde<History> HISTORIES = new StateSerde<>(History.class);

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private FakeRegistry registry;

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private KafkaAccess kafka;

    /** A value that a store holds, and how the program reads it. */
    private static final class Stored {
        private final byte[] bytes;
        private final Consumer<byte[]> reading;

        Stored(byte[] bytes, Consumer<byte[]> reading) {
            this.bytes = bytes;
            this.reading = reading;
        }
    }

    @BeforeEach
    void begin() throws IOException {
        registry = new FakeRegistry();
        kafka = KafkaAccess.of(Settings.of(registry.settings()));
    }

    @AfterEach
    void end() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {HistoryTopology.CONNECTIONS, HistoryTopology.HISTORIES})
    @Timeout(60)
    void shouldReadAnyBytesOrFindThemDamaged(String store) {
        // Given
        Stored stored = store.equals(HistoryTopology.CONNECTIONS) ? view() : history();
        var damaged = new DamagedBytes(stored.bytes, new Random(SEED));
        stored.reading.accept(stored.bytes);

        all(damaged).forEach(bytes -> {
            // When
            Throwable thrown = catchThrowable(() -> stored.reading.accept(bytes));

            // Then
            if (thrown != null
                    && !(thrown instanceof OperatorException && damaged.namesAnotherSchema(bytes))
                    && !(thrown instanceof RegistryRefusal && isOfAnotherId(stored, bytes))) {
                assertThat(thrown)
                        .as("seed %d, %s", SEED, HexFormat.of().formatHex(bytes))
                        .isInstanceOf(DamagedStateException.class);
            }
        });
    }

    /** The state would be deleted for nothing, and could not be rebuilt. */
    @Test
    void shouldNotTakeARegistryThatIsAwayForDamage() {
        // Given
        byte[] bytes = view().bytes;
        Serde<ConnectionView> successor = HistoryTopology.views(kafka);
        registry.close();

        // When
        Throwable thrown = catchThrowable(() -> successor.deserializer().deserialize(CHANGELOG, bytes));

        // Then
        assertThat(thrown).isInstanceOf(RegistryUnavailableException.class);
    }

    /** All state is unknown to the wrong registry. */
    @Test
    void shouldNotTakeAnIdThatTheRegistryDoesNotKnowForDamage() {
        // Given
        byte[] bytes = view().bytes;
        ByteBuffer.wrap(bytes).putInt(1, 4_711);

        // When
        Throwable thrown =
                catchThrowable(() -> HistoryTopology.views(kafka).deserializer().deserialize(CHANGELOG, bytes));

        // Then
        assertThat(thrown).isInstanceOf(RegistryRefusal.class);
    }

    private Stored view() {
        Serde<ConnectionView> views = HistoryTopology.views(kafka);
        @Nullable ConnectionView view = null;
        for (Transition it : transitions()) {
            view = ConnectionViewUpdate.after(view, it).orElse(view);
        }
        byte[] bytes = views.serializer().serialize(CHANGELOG, view);
        // A damaged id may be that of a schema of another record.
        kafka.serde(Interval.class)
                .serializer()
                .serialize("t", new HistoryRun().take(first()).get(0));
        kafka.serde(Transition.class).serializer().serialize("t", first());
        return new Stored(bytes, it -> views.deserializer().deserialize(CHANGELOG, it));
    }

    private static Stored history() {
        History history = Historian.empty("acct", "region", "vco-1");
        for (Transition it : transitions()) {
            history = Historian.after(history, it, 0).next();
        }
        return new Stored(
                HISTORIES.serializer().serialize("", history),
                it -> goOn(HISTORIES.deserializer().deserialize("", it)));
    }

    /** All that the program does with a history. */
    private static void goOn(History history) {
        long start = TransitionChain.START.toEpochMilli();
        Historian.open(history);
        Historian.hourTick(history, start, start + 40 * HourSums.HOUR);
        Historian.after(history, first(), history.getStruckMillis());
    }

    private static Transition first() {
        return transitions().get(0);
    }

    private static List<Transition> transitions() {
        var transitions = new ArrayList<Transition>();
        transitions.addAll(new RandomTransitions(1, null, 10).transitions);
        transitions.addAll(new RandomTransitions(2, "tun-1", 10).transitions);
        transitions.add(new TransitionChain("vco-1", "tun-2", FacetKind.BGP)
                .to(60, io.tunnelwatch.v1.FacetState.DOWN, io.tunnelwatch.v1.FacetReason.BGP_NOT_ESTABLISHED));
        return transitions;
    }

    /** Noise behind the first byte names another id each time, for which the registry is asked: a few of them are enough. */
    private static Stream<byte[]> all(DamagedBytes damaged) {
        return Stream.of(
                        damaged.cut(),
                        damaged.flipped(OF_EACH_KIND),
                        damaged.noiseBehind(DamagedBytes.HEADER, OF_EACH_KIND),
                        damaged.noiseBehind(1, OF_EACH_KIND / 10))
                .flatMap(List::stream);
    }

    /** Returns whether the header names another id of the registry. */
    private static boolean isOfAnotherId(Stored stored, byte[] bytes) {
        int end = 1 + Integer.BYTES;
        return bytes.length >= end && !Arrays.equals(bytes, 1, end, stored.bytes, 1, end);
    }
}
