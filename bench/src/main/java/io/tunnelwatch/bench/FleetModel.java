package io.tunnelwatch.bench;

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
import java.util.List;

/** A read model with a large fleet in it, of several customers, and 85 days of history for each connection. */
final class FleetModel {
    /** The intervals end at a time that does not depend on the run. */
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private FleetModel() {}

    /** @param intervals of each connection */
    static ReadModel of(int connections, int customers, int intervals) {
        var model = new ReadModel(CLOCK, System::nanoTime);
        for (int i = 0; i < connections; i++) {
            put(model, "vco-" + i, "customer-" + i % customers, intervals);
        }
        return model;
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
