package io.tunnelwatch.simulator;

import java.nio.file.Path;

/** What there is in the simulated cloud, and what happens to it when. */
public final class Scenario {
    private Scenario() {}

    /** Refuses, with the line at fault, what cannot be read. */
    public static Scenario load(Path file) {
        throw new UnsupportedOperationException("being built: " + file);
    }

    /** The story of the demo. */
    public static Scenario demo() {
        throw new UnsupportedOperationException("being built");
    }
}
