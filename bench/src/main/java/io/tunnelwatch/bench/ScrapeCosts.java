package io.tunnelwatch.bench;

import io.tunnelwatch.runtime.metrics.MetricsFormat;
import io.tunnelwatch.sink.api.ClockSteps;
import io.tunnelwatch.sink.api.PageTroubles;
import io.tunnelwatch.sink.metrics.NetworkMetrics;
import io.tunnelwatch.sink.model.FeedStatus;
import io.tunnelwatch.sink.model.ReadModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

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
                connections, intervals, text(fewMillis), fewBytes, text(eachMillis), eachBytes);
    }

    private static int scrape(NetworkMetrics metrics) throws IOException {
        var text = new ByteArrayOutputStream();
        MetricsFormat.accepted("").write(text, metrics.collect());
        return text.size();
    }

    /** The first rounds warm up; the median and the longest of the others. */
    private static String text(double[] millis) {
        double[] warm = Arrays.copyOfRange(millis, millis.length / 3, millis.length);
        Arrays.sort(warm);
        return String.format("%.0f ms (at most %.0f ms)", warm[warm.length / 2], warm[warm.length - 1]);
    }
}
