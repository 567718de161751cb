package io.tunnelwatch.bench;

import io.tunnelwatch.sink.api.ClockSteps;
import io.tunnelwatch.sink.api.CustomerViews;
import io.tunnelwatch.sink.api.Reply;
import io.tunnelwatch.sink.model.CustomerScope;
import io.tunnelwatch.sink.model.FeedStatus;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.Fields;

/**
 * Measures what one customer among others costs: to make the model of what he may see, which happens once a second at most, and
 * to answer from it.
 *
 * <p>Arguments: connections (100,000), customers (100), intervals of each connection (100), rounds (31).
 */
public final class CustomerModels {
    /** The intervals end at a time that does not depend on the run. */
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private CustomerModels() {}

    public static void main(String[] arguments) {
        int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int customers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        int intervals = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 31;
        var model = new ReadModel(CLOCK, System::nanoTime);
        for (int i = 0; i < connections; i++) {
            put(model, "vco-" + i, "customer-" + i % customers, intervals);
        }
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
                connections, customers, intervals, text(made), text(answered));
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

    /** The first rounds warm up; the median and the longest of the others. */
    private static String text(double[] millis) {
        double[] warm = Arrays.copyOfRange(millis, millis.length / 3, millis.length);
        Arrays.sort(warm);
        return String.format("%.1f ms (at most %.1f ms)", warm[warm.length / 2], warm[warm.length - 1]);
    }

    private static void put(ReadModel model, String id, String customer, int intervals) {
        var value = new FacetValue(FacetState.UP, FacetReason.UNKNOWN, "", NOW.minus(Duration.ofDays(1)));
        model.put(
                "acct/region/" + id,
                ConnectionView.newBuilder()
                        .setAccount("acct")
                        .setRegion("region")
                        .setConnectionId(id)
                        .setHeadline(value)
                        .setFacets(List.of(
                                new FacetView(null, FacetKind.SERVICE, value),
                                new FacetView(null, FacetKind.IPSEC, value)))
                        .setContext(ConnectionContext.newBuilder()
                                .setName("branch of " + customer)
                                .setVpnGatewayId("vpn-shared")
                                .setTags(List.of(new Tag("env", "prod"), new Tag("customer", customer)))
                                .build())
                        .setChangedAt(NOW.minus(Duration.ofDays(80)))
                        .setOrder(new Order(1L, 1L, 0))
                        .build());
        Duration each = Duration.ofDays(85).dividedBy(intervals);
        for (int i = 0; i < intervals; i++) {
            Instant from = NOW.minus(Duration.ofDays(85)).plus(each.multipliedBy(i));
            boolean isLast = i == intervals - 1;
            model.put(Interval.newBuilder()
                    .setIntervalId(id + "/" + i)
                    .setAccount("acct")
                    .setRegion("region")
                    .setEntity(id)
                    .setFacet(FacetKind.SERVICE)
                    .setState(i % 2 == 0 ? FacetState.UP : FacetState.DOWN)
                    .setReason(FacetReason.UNKNOWN)
                    .setValidFrom(from)
                    .setValidFromNotBefore(from)
                    .setValidTo(isLast ? null : from.plus(each))
                    .setCloseReason(isLast ? null : CloseReason.TRANSITION)
                    .build());
        }
    }
}
