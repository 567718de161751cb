package io.tunnelwatch.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.mapper.ContentHash;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastListedTest {
    private final LastListed lastListed = new LastListed();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000, 32 << 10, 200_000})
    void shouldGiveBackEachAsItWasListed(int length) {
        // Given
        var first = connection("vco-1", "x".repeat(length), "up");
        var second = connection("vco-2", "another " + "x".repeat(length), "up");
        lastListed.remember(List.of(first, second));

        // Then
        assertThat(lastListed.updated(connection("vco-1", "", "down"))).isEqualTo(withStatus(first, "down"));
        assertThat(lastListed.updated(connection("vco-2", "", "down"))).isEqualTo(withStatus(second, "down"));
    }

    @Test
    void shouldRememberTheLatest() {
        lastListed.remember(List.of(connection("vco-1", "old", "up")));
        var latest = connection("vco-1", "new", "up");
        lastListed.remember(List.of(latest));

        assertThat(lastListed.updated(connection("vco-1", "", "down"))).isEqualTo(withStatus(latest, "down"));
    }

    @Test
    void shouldTakeTheLookupForWhatItDoesNotRemember() {
        // Given
        lastListed.remember(List.of(connection("vco-1", "listed", "up")));
        lastListed.keepOnly(Set.of());
        var lookup = connection("vco-1", "looked up", "down");

        // Then
        assertThat(lastListed.updated(lookup)).isEqualTo(lookup);
    }

    private static ConnectionSnapshot withStatus(ConnectionSnapshot it, String status) {
        return hashed(ConnectionSnapshot.newBuilder(it).setStatus(status).build());
    }

    private static ConnectionSnapshot connection(String id, String name, String status) {
        return hashed(ConnectionSnapshot.newBuilder()
                .setConnectionId(id)
                .setContentHash(0)
                .setStatus(status)
                .setName(name)
                .setTunnels(List.of())
                .build());
    }

    private static ConnectionSnapshot hashed(ConnectionSnapshot it) {
        it.setContentHash(ContentHash.of(it));
        return it;
    }
}
