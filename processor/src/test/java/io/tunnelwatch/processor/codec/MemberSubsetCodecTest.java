package io.tunnelwatch.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.GroupAlertState;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.Penalty;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.schemas.topics.Topic;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberSubsetCodecTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** The number of connections in one region that the documented limits promise. */
    private static final int WHOLE_REGION = 25_000;

    private final StateSerde<GroupsMemory> serde = new StateSerde<>(GroupsMemory.class);

    /** Every connection is in three groups: its VPN gateway, its customer gateway, and the summary. */
    @Test
    void shouldHoldAWholeRegionThatIsDownInOneRecord() {
        // Given
        var members = ids(WHOLE_REGION);
        var groups = new TreeMap<AlertKey, GroupAlertState>();
        groups.put(new AlertKey("vpn-bp1q8bzpj8r1u3ayxnxpj", AlertRule.GatewayDown), down(members, members));
        groups.put(new AlertKey("cgw-bp1pvpl9r9adju6l5fqdb", AlertRule.GatewayDown), down(members, members));
        groups.put(new AlertKey("test/cn-hangzhou", AlertRule.Summary), down(members, members));

        // When
        byte[] bytes = serde.serializer().serialize("", StateCodec.encode(groups));

        // Then
        assertThat(bytes.length).isLessThan(Topic.LARGEST_RECORD_BYTES);
        assertThat(StateCodec.decode(serde.deserializer().deserialize("", bytes)))
                .isEqualTo(groups);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 500, 501, 999, 1_000, 1_001, 4_000})
    void shouldTellAgainWhoIsBadAndWhoWasToldOf(int bad) {
        var members = ids(4_000);
        var some = members.stream().skip(17).limit(bad).collect(Collectors.toCollection(TreeSet::new));
        var groups = new TreeMap<AlertKey, GroupAlertState>();
        groups.put(new AlertKey("vpn-1", AlertRule.GatewayDown), down(members, some));

        var bytes = serde.serializer().serialize("", StateCodec.encode(groups));

        assertThat(StateCodec.decode(serde.deserializer().deserialize("", bytes)))
                .isEqualTo(groups);
    }

    /** Small lists keep names, so that an older build can read them. */
    @Test
    void shouldNameThemWhereTheyAreFew() {
        var members = ids(999);

        assertThat(MemberSubsetCodec.encode(members, members)).isEqualTo(List.copyOf(members));
    }

    /** Such as one that was published and is no longer a member. */
    @Test
    void shouldNameWhoIsNoMember() {
        var some = new TreeSet<>(ids(2_000));
        some.add("vco-stranger");

        assertThat(MemberSubsetCodec.encode(some, ids(2_000))).isEqualTo(List.copyOf(some));
    }

    private static GroupAlertState down(SortedSet<String> members, SortedSet<String> bad) {
        var onset = new AlertPhase.Onset(NOON, NOON, false);
        var problem = new AlertPhase.Problem(
                Severity.CRITICAL, new Reading(FacetState.DOWN, FacetReason.SHARED_GATEWAY, "many down"));
        var published = new AlertState.Published(NOON, onset, problem, null, true, List.copyOf(bad));
        var alert = new AlertState(
                new AlertPhase.Firing(onset, problem, NOON), new Penalty(0, NOON), null, null, published);
        return new GroupAlertState(alert, members, bad, 3);
    }

    /** Ids as long as the cloud's. */
    private static TreeSet<String> ids(int count) {
        return IntStream.range(0, count)
                .mapToObj("vco-bp15oes1py4i66r%06d"::formatted)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
