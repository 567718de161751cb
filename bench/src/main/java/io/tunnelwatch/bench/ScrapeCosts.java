package io.tunnelwatch.bench;

import io.tunnelwatch.runtime.metrics.MetricsFormat;
import io.tunnelwatch.sink.api.ClockSteps;
import io.tunnelwatch.sink.api.PageTroubles;
import io.tunnelwatch.sink.metrics.NetworkMetrics;
import io.tunnelwatch.sink.model.FeedStatus;
import io.tunnelwatch.sink.model.ReadModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Measures a scrape of the metrics of the network: to compute them and to write them as text, without and with a series for each
 * connection.
 *
 * <p>Arguments: connections (100,000), intervals of each connection (100), rounds (31).
 */
public final class ScrapeCosts {
    private ScrapeCosts() {}

    public static void main(String[] arguments) throws IOException {
        int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int intervals = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 31;
        ReadModel model = FleetModel.of(connections, 100, intervals);
        var steps = new ClockSteps(FleetModel.CLOCK, System::nanoTime, () -> {});
        var troubles = new PageTroubles(model, FeedStatus.HEALTHY, steps);
        var few = new NetworkMetrics(model, troubles, FleetModel.CLOCK, false);
        var each = new NetworkMetrics(model, troubles, FleetModel.CLOCK, true);
        var fewMillis = new double[rounds];
        var eachMillis = new double[rounds];
        int fewBytes = 0;
        int eachBytes = 0;
        for (int round = 0; round < rounds; round++) {
            long began = System.nanoTime();
            fewBytes = scrape(few);
            fewMillis[round] = (System.nanoTime() - began) / 1e6;
            began = System.nanoTime();
            eachBytes = scrape(each);
            eachMillis[round] = (System.nanoTime() - began) / 1e6;
        }
        System.out.printf(
                "%,d connections, %d intervals each: a scrape takes %s and has %,d bytes; with a series for each connection it"
                        + " takes %s and has %,d bytes%n",
                connections,
                intervals,
                Readings.warmMillis(fewMillis),
                fewBytes,
                Readings.warmMillis(eachMillis),
                eachBytes);
    }

    private static int scrape(NetworkMetrics metrics) throws IOException {
        var text = new ByteArrayOutputStream();
        MetricsFormat.accepted("").write(text, metrics.collect());
        return text.size();
    }
}
