package io.tunnelwatch.app.platform.registry;

import java.net.URI;
import java.util.Map;

/** A schema registry in this process: the door only, its room is being built. */
public final class EmbeddedRegistry implements AutoCloseable {
    public static EmbeddedRegistry start(Map<String, Object> kafka, int port) {
        throw new UnsupportedOperationException("being built");
    }

    public URI address() {
        throw new UnsupportedOperationException("being built");
    }

    @Override
    public void close() {}
}
