package io.tunnelwatch.app.endtoend;

import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import java.time.Duration;
import java.time.Instant;

/** A simulated cloud whose story waits until it is told to begin, however long Tunnelwatch takes to start. */
final class WaitingCloud implements AutoCloseable {
    private final Scenario story;
    private Simulator simulator;

    WaitingCloud(Scenario story) {
        this.story = story;
        this.simulator = Simulator.start(story, 0, Instant.now().plus(Duration.ofDays(1)));
    }

    Simulator simulator() {
        return simulator;
    }

    /** Before its beginning the story stands still, so that nobody notices the change. */
    void begin() {
        int port = simulator.endpoint().getPort();
        simulator.close();
        simulator = Simulator.start(story, port, Instant.now());
    }

    @Override
    public void close() {
        simulator.close();
    }
}
