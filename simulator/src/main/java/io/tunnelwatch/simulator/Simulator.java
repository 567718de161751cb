package io.tunnelwatch.simulator;

import java.net.URI;
import java.time.Instant;

/** A running simulated cloud. */
public final class Simulator implements AutoCloseable {
    private Simulator() {}

    /**
     * @param port 0 for any free one
     * @param began the instant at which the scenario's clock stood at zero; a restarted demo goes on where it was
     */
    public static Simulator start(Scenario scenario, int port, Instant began) {
        throw new UnsupportedOperationException("being built");
    }

    public URI endpoint() {
        throw new UnsupportedOperationException("being built");
    }

    @Override
    public void close() {}
}
