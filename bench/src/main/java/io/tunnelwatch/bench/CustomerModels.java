package io.tunnelwatch.bench;

import io.tunnelwatch.sink.api.ClockSteps;
import io.tunnelwatch.sink.api.CustomerViews;
import io.tunnelwatch.sink.api.Reply;
import io.tunnelwatch.sink.model.CustomerScope;
import io.tunnelwatch.sink.model.FeedStatus;
import io.tunnelwatch.sink.model.ReadModel;
import java.time.Clock;
import java.util.Map;
import org.eclipse.jetty.util.Fields;

/**
 * Measures what one customer among others costs: to make the model of what he may see, which happens once a second at most, and
 * to answer from it.
 *
 * <p>Arguments: connections (100,000), customers (100), intervals of each connection (100), rounds (31).
 */
public final class CustomerModels {
    private static final Clock CLOCK = FleetModel.CLOCK;

    private CustomerModels() {}

    public static void main(String[] arguments) {
        int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int customers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        int intervals = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 31;
        ReadModel model = FleetModel.of(connections, customers, intervals);
        var made = new double[rounds];
        var answered = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            var scope = new CustomerScope(Map.of("tag_customer", "customer-" + round % customers));
            made[round] = millis(() -> model.of(scope));
            var views = new CustomerViews(
                    model, FeedStatus.HEALTHY, new ClockSteps(CLOCK, System::nanoTime, () -> {}), CLOCK, () -> 0, "");
            requireAnswer(views.reply(scope, "/api/v1/summary", new Fields(), ""));
            answered[round] = millis(() -> requireAnswer(views.reply(scope, "/api/v1/connections", new Fields(), "")));
        }
        System.out.printf(
                "%,d connections of %,d customers, %d intervals each: the model of one customer is made in %s, and answers"
                        + " with its connections in %s%n",
                connections, customers, intervals, Readings.warmMillis(made), Readings.warmMillis(answered));
    }

    private static void requireAnswer(Reply reply) {
        if (reply.status() != 200) {
            throw new IllegalStateException(reply.detail());
        }
    }

    private static double millis(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e6;
    }
}
