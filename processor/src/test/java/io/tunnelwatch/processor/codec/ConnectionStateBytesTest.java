package io.tunnelwatch.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.InMemoryState;
import io.tunnelwatch.processor.domain.RandomHistory;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.state.LineMemory;
import io.tunnelwatch.processor.state.ReasonMemory;
import io.tunnelwatch.processor.state.SettingsMemory;
import io.tunnelwatch.runtime.streams.ReleasedStates;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Tag;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConnectionStateBytesTest {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private final ConnectionStateBytes bytes = new ConnectionStateBytes();

    /** The check of the first bytes relies on it. */
    @Test
    void shouldBeginAlikeInEveryReleasedVersion() {
        var versions = new ArrayList<>(ReleasedStates.of(LineMemory.class));
        versions.add(LineMemory.getClassSchema());

        assertThat(versions).allSatisfy(it -> assertThat(it.getFields().subList(0, 4))
                .extracting(Schema.Field::name, field -> field.schema().getType())
                .containsExactly(
                        tuple("contentHash", Schema.Type.LONG),
                        tuple("createdAt", Schema.Type.UNION),
                        tuple("fingerprint", Schema.Type.LONG),
                        tuple("settings", Schema.Type.BYTES)));
    }

    @Test
    void shouldSeeAtAGlanceWhatReadingItAllWouldTell() {
        int held = 0;
        int different = 0;
        for (long seed = 1; seed <= 30; seed++) {
            var memory = new InMemoryState();
            var detector = new Detector(Rules.defaults());
            List<Observation> history = RandomHistory.of(seed);
            history.forEach(it -> memory.decide(detector, it));
            for (Observation it : history) {
                if (it.body() instanceof Snapshot snapshot) {
                    for (ConnectionState state :
                            memory.connection(snapshot.connectionId()).stream().toList()) {
                        boolean glance = ConnectionStateBytes.matches(snapshot, bytes.encode(state, null));
                        assertThat(ConnectionStateBytes.matches(snapshot, FirstVersionBytes.of(state)))
                                .isEqualTo(glance);
                        assertThat(glance).isEqualTo(memory.isUnchanged(snapshot));
                        held += glance ? 1 : 0;
                        different += glance ? 0 : 1;
                    }
                }
            }
        }
        assertThat(held).isPositive();
        assertThat(different).isPositive();
    }

    /** The configuration is not unpacked, and nothing of it is lost. */
    @Test
    void shouldKeepWhatIsSetAsItIsWhenOnlyAStatusChanged() {
        // Given
        var up = state(seen("ipsec_sa_established", "aes"));
        var down = state(seen("ike_sa_not_established", "aes"));
        byte[] before = bytes.encode(up, null);

        // When
        byte[] after = bytes.encode(down, before);

        // Then
        assertThat(after).isEqualTo(bytes.encode(down, null));
        assertThat(bytes.decode("vco-1", after)).isEqualTo(down);
        assertThat(bytes.decode(down.snapshot(), before)).isEqualTo(up);
    }

    @Test
    void shouldSealAnewWhatWasSetOtherwise() {
        var before = state(seen("ipsec_sa_established", "aes"));
        var after = state(seen("ipsec_sa_established", "aes256"));

        byte[] kept = bytes.encode(after, bytes.encode(before, null));

        assertThat(bytes.decode("vco-1", kept)).isEqualTo(after);
        assertThat(bytes.decode(before.snapshot(), kept)).isEqualTo(after);
        assertThat(bytes.decode(after.snapshot(), FirstVersionBytes.of(before))).isEqualTo(before);
        assertThat(bytes.encode(after, FirstVersionBytes.of(before))).isEqualTo(kept);
    }

    /** A wrong hash costs an unpacking for each comparison, which no result shows. */
    @Test
    void shouldKeepTheHashOfTheConfiguration() {
        var state = state(seen("ipsec_sa_established", "aes"));

        var decoded = bytes.decode("vco-1", bytes.encode(state, null));

        assertThat(decoded.snapshot().configuration().hash())
                .isEqualTo(state.snapshot().configuration().hash());
    }

    @Test
    void shouldTellASuccessorFromTheConnectionThatIsStored() {
        var first = seen("ipsec_sa_established", "aes");
        first.setCreatedAt(CREATED);
        var successor = seen("ipsec_sa_established", "aes");
        successor.setCreatedAt(CREATED.plusSeconds(1));
        byte[] dated = bytes.encode(state(first), null);
        byte[] undated = bytes.encode(state(seen("ipsec_sa_established", "aes")), null);

        assertThat(ConnectionStateBytes.matches(state(first).snapshot(), dated)).isTrue();
        assertThat(ConnectionStateBytes.matches(state(successor).snapshot(), dated))
                .isFalse();
        assertThat(ConnectionStateBytes.matches(state(successor).snapshot(), undated))
                .isTrue();
    }

    /** The configuration stands at another place in the bytes if the connection has a time of creation. */
    @Test
    void shouldKnowWhetherTheConfigurationIsTheOneThatIsStored() {
        var dated = seen("ipsec_sa_established", "aes");
        dated.setCreatedAt(CREATED);
        for (ConnectionState stored : List.of(state(dated), state(seen("ipsec_sa_established", "aes")))) {
            byte[] known = bytes.encode(stored, null);

            assertThat(ConnectionStateBytes.hasConfigurationOf(stored.snapshot(), known))
                    .isTrue();
            assertThat(ConnectionStateBytes.hasConfigurationOf(
                            state(seen("ipsec_sa_established", "aes256")).snapshot(), known))
                    .isFalse();
            assertThat(ConnectionStateBytes.hasConfigurationOf(stored.snapshot(), FirstVersionBytes.of(stored)))
                    .isFalse();
        }
    }

    /** The dictionary is what makes them small: what is usual costs a few bytes. */
    @Test
    void shouldPackWhatIsUsualIntoAFewBytes() {
        assertThat(sealed()).hasSizeLessThan(40);
    }

    /** Values that no dictionary contains, in any script, and more of them than usual. */
    @Test
    void shouldSealWhateverIsSet() {
        var tags = new ArrayList<Tag>();
        for (int i = 0; i < 500; i++) {
            tags.add(new Tag("\u7ad9" + i + "=\n", "\ud83d\ude80 " + Integer.toHexString(i * 0x9E3779B9)));
        }
        var seen = seen("ipsec_sa_established", "aes");
        seen.setTags(tags);
        var state = state(seen);

        assertThat(new ConnectionStateBytes().decode("vco-1", bytes.encode(state, null)))
                .isEqualTo(state);
    }

    /** Unpacked by an object that has packed nothing, and so has only its initial buffer. */
    @Test
    void shouldOpenWhatAnotherSealedWhateverItsSize() {
        var sizes = IntStream.concat(
                IntStream.iterate(0, it -> it <= 64 * 1024, it -> it + 4096)
                        .flatMap(it -> IntStream.rangeClosed(Math.max(0, it - 80), it + 8)),
                IntStream.of(1, 7, 1_000_000));
        sizes.forEach(size -> {
            var seen = seen("ipsec_sa_established", "aes");
            seen.setName("x".repeat(size));
            var state = state(seen);

            assertThat(new ConnectionStateBytes().decode("vco-1", bytes.encode(state, null)))
                    .as("a name of %d characters", size)
                    .isEqualTo(state);
        });
    }

    /** Such bytes once made the processor hang for ever, at every start. */
    @Test
    @Timeout(60)
    void shouldRefuseSealThatEndsTooSoon() {
        byte[] sealed = sealed();
        for (int length = 1; length < sealed.length; length++) {
            var cut = ByteBuffer.wrap(sealed, 0, length);

            assertThatThrownBy(() -> new ConfigurationPacker().unpack(cut))
                    .as("%d of %d bytes", length, sealed.length)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    /** A record of 64 KiB can hold 64 MiB of zeros. */
    @Test
    void shouldRefuseSealThatHoldsMoreThanWasEverSealed() {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(new byte[64 << 20]);
        deflater.finish();
        var packed = new byte[128 << 10];
        packed[0] = sealed()[0];
        int length = deflater.deflate(packed, 1, packed.length - 1);
        deflater.end();

        assertThatThrownBy(() -> new ConfigurationPacker().unpack(ByteBuffer.wrap(packed, 0, 1 + length)))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("the configuration is larger than any that was packed");
    }

    private static byte[] sealed() {
        var sealed = new ConfigurationPacker()
                .pack(StoredConfigurationCodec.encode(
                        state(seen("ipsec_sa_established", "aes")).snapshot()));
        var bytes = new byte[sealed.remaining()];
        sealed.duplicate().get(bytes);
        return bytes;
    }

    /** A format broken once would be broken in every changelog: this is how today's packed bytes begin. */
    @Test
    void shouldHaveReleasedTheSettingsThatItWrites() {
        var released = ReleasedStates.of(SettingsMemory.class);

        assertThat(SchemaNormalization.parsingFingerprint64(released.get(released.size() - 1)))
                .isEqualTo(SchemaNormalization.parsingFingerprint64(SettingsMemory.getClassSchema()));
    }

    @Test
    void shouldHaveAWordForEveryReason() {
        for (FacetReason it : FacetReason.values()) {
            assertThat(ReasonMemory.getClassSchema().hasEnumSymbol(it.name()))
                    .as("%s", it)
                    .isTrue();
        }
    }

    private static ConnectionSnapshot seen(String status, String cipher) {
        return ConnectionSnapshot.newBuilder()
                .setConnectionId("vco-1")
                .setContentHash(Objects.hash(status, cipher))
                .setStatus(status)
                .setLifecycle("active")
                .setName("one")
                .setVpnGatewayId("vpn-1")
                .setIke(IkeConfig.newBuilder().setEncryption(cipher).build())
                .build();
    }

    private static ConnectionState state(ConnectionSnapshot seen) {
        var memory = new InMemoryState();
        var observation = new io.tunnelwatch.v1.Observation(
                "acct", "region", new Order(1L, 1L, 0), Instant.EPOCH, Instant.EPOCH, 30_000L, seen);
        memory.decide(new Detector(Rules.defaults()), ObservationCodec.decode("acct/region", observation));
        return memory.connections().get(0);
    }
}
