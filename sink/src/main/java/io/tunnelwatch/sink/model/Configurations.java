package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The latest configuration of each connection. Kept as bytes, since few are ever requested. */
final class Configurations {
    private final Map<String, ByteBuffer> latest = new ConcurrentHashMap<>();

    void put(Observation observation) {
        if (observation.getBody() instanceof ConnectionSnapshot it) {
            latest.put(key(observation, it.getConnectionId()), encoded(it));
        }
    }

    void share(Configurations others, String key) {
        ByteBuffer known = others.latest.get(key);
        if (known != null) {
            latest.put(key, known);
        }
    }

    void remove(String key) {
        latest.remove(key);
    }

    Optional<ConnectionSnapshot> of(String key) {
        return Optional.ofNullable(latest.get(key)).map(Configurations::decoded);
    }

    private static String key(Observation it, String connectionId) {
        return it.getAccount() + "/" + it.getRegion() + "/" + connectionId;
    }

    private static ByteBuffer encoded(ConnectionSnapshot it) {
        try {
            return it.toByteBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // cannot happen: all in memory
        }
    }

    private static ConnectionSnapshot decoded(ByteBuffer it) {
        try {
            return ConnectionSnapshot.fromByteBuffer(it.duplicate());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // cannot happen: written by this class
        }
    }
}
