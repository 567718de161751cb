package io.tunnelwatch.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.Observation;
import io.tunnelwatch.processor.domain.PlainMemory;
import io.tunnelwatch.processor.domain.RandomHistory;
import io.tunnelwatch.processor.domain.Rules;
import io.tunnelwatch.processor.domain.Snapshot;
import io.tunnelwatch.processor.state.ConnectionMemory;
import io.tunnelwatch.schemas.streams.ReleasedMemories;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class ConnectionBytesTest {
    private final ConnectionBytes bytes = new ConnectionBytes();

    /** The glance at the first bytes relies on it. */
    @Test
    void shouldBeginAlikeInEveryReleasedVersion() {
        var versions = new ArrayList<>(ReleasedMemories.of(ConnectionMemory.class));
        versions.add(ConnectionMemory.getClassSchema());

        assertThat(versions).allSatisfy(it -> assertThat(it.getFields().subList(0, 3))
                .extracting(Schema.Field::name, field -> field.schema().getType())
                .containsExactly(
                        tuple("connectionId", Schema.Type.STRING),
                        tuple("contentHash", Schema.Type.LONG),
                        tuple("createdAt", Schema.Type.UNION)));
    }

    @Test
    void shouldSeeAtAGlanceWhatReadingItAllWouldTell() {
        int held = 0;
        int different = 0;
        for (long seed = 1; seed <= 30; seed++) {
            var memory = new PlainMemory();
            var detector = new Detector(Rules.defaults());
            List<Observation> history = RandomHistory.of(seed);
            history.forEach(it -> memory.decide(detector, it));
            for (Observation it : history) {
                if (it.body() instanceof Snapshot snapshot) {
                    for (ConnectionState state :
                            memory.connection(snapshot.connectionId()).stream().toList()) {
                        boolean glance = ConnectionBytes.areOf(snapshot, bytes.encode(state));
                        assertThat(glance).isEqualTo(memory.holds(snapshot));
                        held += glance ? 1 : 0;
                        different += glance ? 0 : 1;
                    }
                }
            }
        }
        assertThat(held).isPositive();
        assertThat(different).isPositive();
    }
}
