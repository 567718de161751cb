package io.tunnelwatch.sink.web;

import io.tunnelwatch.sink.alertmanager.AlertmanagerApi;
import io.tunnelwatch.sink.api.ClockSteps;
import io.tunnelwatch.sink.api.CustomerViews;
import io.tunnelwatch.sink.api.JsonViews;
import io.tunnelwatch.sink.api.PageTroubles;
import io.tunnelwatch.sink.commands.CommandDesk;
import io.tunnelwatch.sink.commands.FakeCommandLog;
import io.tunnelwatch.sink.commands.RefusalAudit;
import io.tunnelwatch.sink.model.FeedStatus;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A small data set for the API: three connections, one of them with two tunnels, and what happened to them. */
public final class ApiFixture {
    private static final Order ORDER = new Order(1L, 1L, 0);

    private final ReadModel model;
    private final Instant now;

    public ApiFixture(ReadModel model, Instant now) {
        this.model = model;
        this.now = now;
    }

    public void tell() {
        looked();
        observed(snapshot());
        connection("vco-1", "Berlin office", "vpn-a", FacetKind.IPSEC, FacetState.UP, List.of(), "prod");
        connection("vco-2", "Rome", "vpn-a", FacetKind.IPSEC, FacetState.DOWN, List.of(), "test");
        connection(
                "vco-3", "Oslo", "vpn-b", FacetKind.REDUNDANCY, FacetState.DEGRADED, List.of("tun-1", "tun-2"), "prod");
        interval("vco-1", FacetKind.IPSEC, FacetState.DOWN, 120, 90);
        interval("vco-1", FacetKind.IPSEC, FacetState.UP, 90, null);
        interval("vco-2", FacetKind.IPSEC, FacetState.UP, 120, 30);
        interval("vco-2", FacetKind.IPSEC, FacetState.DOWN, 30, null);
        interval("vco-3", FacetKind.REDUNDANCY, FacetState.DEGRADED, 60, null);
        interval("tun-1", FacetKind.IPSEC, FacetState.UP, 60, null);
        interval("tun-2", FacetKind.IPSEC, FacetState.DOWN, 60, null);
        interval("acct/region", FacetKind.FRESHNESS, FacetState.UP, 200, null);
        alert("a", AlertRule.ConnectionDown, AlertSeverity.CRITICAL, AlertStatus.FIRING, "vco-2", null);
        alert("b", AlertRule.BgpDown, AlertSeverity.WARNING, AlertStatus.FLAPPING, "vco-2", "a");
        alert("c", AlertRule.GatewayDown, AlertSeverity.CRITICAL, AlertStatus.RESOLVED, "vco-1", null);
        changed("vco-1");
    }

    /** The JSON views of a model that lacks nothing. */
    public static JsonViews words(ReadModel model) {
        return new JsonViews(
                model,
                new PageTroubles(model, FeedStatus.HEALTHY, new ClockSteps(Clock.systemUTC(), () -> 0L, () -> {})));
    }

    /** What customers see of a model that lacks nothing. */
    static CustomerViews customers(ReadModel model) {
        return new CustomerViews(
                model,
                FeedStatus.HEALTHY,
                new ClockSteps(Clock.systemUTC(), () -> 0L, () -> {}),
                Clock.systemUTC(),
                System::nanoTime,
                "");
    }

    /** Commands that go nowhere but into the model. */
    static WriteApi writes(ReadModel model, FakeCommandLog log) {
        var audit = new RefusalAudit(log, Clock.systemUTC(), System::nanoTime);
        var desk = new CommandDesk(model, log, audit, Clock.systemUTC());
        return new WriteApi(desk, new AlertmanagerApi(model, desk, Clock.systemUTC()), audit);
    }

    /** Scans the target and judges the scan. */
    public void looked() {
        observed(new ScanCompleted(true, 3, 0L, 1, now, 0));
        judged(model, now);
    }

    static void judged(ReadModel model, Instant at) {
        model.put(new TargetView("acct", "region", ORDER, at, at, 30_000L, at.plusSeconds(30), 3, null, null, ""));
    }

    /** Adds so many connections without any events. */
    public void tellMany(int connections) {
        observed(new ScanCompleted(true, connections, 0L, 1, now, 0));
        judged(model, now);
        for (int i = 0; i < connections; i++) {
            connection("vco-" + i, "Office " + i, "vpn-a", FacetKind.IPSEC, FacetState.UP, List.of(), "prod");
        }
    }

    public void observed(Object body) {
        model.put(new Observation("acct", "region", ORDER, now, now.plusSeconds(30), 30_000L, body));
    }

    private ConnectionSnapshot snapshot() {
        return ConnectionSnapshot.newBuilder()
                .setConnectionId("vco-1")
                .setContentHash(1)
                .setStatus("ipsec_sa_established")
                .setIke(IkeConfig.newBuilder()
                        .setVersion("ikev2")
                        .setEncryption("aes256")
                        .setLifetimeSeconds(86_400L)
                        .setPskFingerprint("f00d")
                        .build())
                .build();
    }

    void connection(
            String id,
            String name,
            String gateway,
            FacetKind headline,
            FacetState state,
            List<String> tunnels,
            String environment) {
        var value = new FacetValue(state, FacetReason.UNKNOWN, "raw", now.minus(Duration.ofMinutes(30)));
        var facets = new java.util.ArrayList<FacetView>();
        facets.add(new FacetView(null, headline, value));
        facets.add(new FacetView(
                null, FacetKind.BGP, new FacetValue(FacetState.NOT_CONFIGURED, FacetReason.SWITCHED_OFF, "", now)));
        tunnels.forEach(it -> facets.add(new FacetView(it, FacetKind.IPSEC, value)));
        model.put(
                "acct/region/" + id,
                ConnectionView.newBuilder()
                        .setAccount("acct")
                        .setRegion("region")
                        .setConnectionId(id)
                        .setHeadline(value)
                        .setFacets(facets)
                        .setContext(new ConnectionContext(
                                name,
                                "VPNGW",
                                gateway,
                                List.of("cgw-" + id),
                                "",
                                "active",
                                List.of("10.0.0.0/8"),
                                List.of("192.168.0.0/16"),
                                List.of(new Tag("env", environment))))
                        .setChangedAt(now)
                        .setOrder(ORDER)
                        .build());
    }

    public void deleted(String id) {
        var view = model.connection(id).orElseThrow();
        model.put(
                "acct/region/" + id,
                ConnectionView.newBuilder(view)
                        .setDeletedAt(now.minus(Duration.ofMinutes(10)))
                        .build());
    }

    /** A connection of the past: it was up, was deleted, and has no view any more. */
    public void existed(String id, int minutesAgo, int untilMinutesAgo) {
        model.put(Interval.newBuilder()
                .setIntervalId(id + minutesAgo)
                .setAccount("acct")
                .setRegion("region")
                .setEntity(id)
                .setFacet(FacetKind.SERVICE)
                .setState(FacetState.UP)
                .setReason(FacetReason.UNKNOWN)
                .setValidFrom(now.minus(Duration.ofMinutes(minutesAgo)))
                .setValidFromNotBefore(now.minus(Duration.ofMinutes(minutesAgo)))
                .setValidTo(now.minus(Duration.ofMinutes(untilMinutesAgo)))
                .setCloseReason(CloseReason.DELETED)
                .build());
    }

    void interval(String entity, FacetKind facet, FacetState state, int minutesAgo, @Nullable Integer untilMinutesAgo) {
        Instant from = now.minus(Duration.ofMinutes(minutesAgo));
        model.put(Interval.newBuilder()
                .setIntervalId(entity + from)
                .setAccount("acct")
                .setRegion("region")
                .setEntity(entity)
                .setFacet(facet)
                .setState(state)
                .setReason(FacetReason.UNKNOWN)
                .setValidFrom(from)
                .setValidFromNotBefore(from.minusSeconds(30))
                .setValidTo(untilMinutesAgo == null ? null : now.minus(Duration.ofMinutes(untilMinutesAgo)))
                .setCloseReason(untilMinutesAgo == null ? null : CloseReason.TRANSITION)
                .build());
    }

    void alert(
            String fingerprint,
            AlertRule rule,
            AlertSeverity severity,
            AlertStatus status,
            String connection,
            @Nullable String inhibitedBy) {
        boolean active = status != AlertStatus.RESOLVED;
        model.put(Alert.newBuilder()
                .setFingerprint(fingerprint)
                .setStepId("step")
                .setRule(rule)
                .setSeverity(severity)
                .setStatus(status)
                .setActive(active)
                .setAccount("acct")
                .setRegion("region")
                .setEntity(connection)
                .setConnectionId(connection)
                .setSince(now)
                .setNotBefore(now)
                .setFiredAt(now)
                .setUpdatedAt(now)
                .setResolvedAt(active ? null : now)
                .setInhibitedBy(inhibitedBy)
                .setMembers(List.of("vco-1", "vco-2"))
                .setRecentChanges(List.of(new ConfigurationChange(null, "ike.encryption", "aes", "aes256")))
                .setOrder(ORDER)
                .build());
    }

    /** A transition of a facet, which the view has not followed yet. */
    public void happened(String connection, long scan) {
        model.put(
                "acct/region/" + connection,
                Transition.newBuilder()
                        .setTransitionId("t-" + scan)
                        .setKind(TransitionKind.FACET_CHANGED)
                        .setAccount("acct")
                        .setRegion("region")
                        .setConnectionId(connection)
                        .setEntity(connection)
                        .setFacet(FacetKind.IPSEC)
                        .setNotBefore(now.minusSeconds(30))
                        .setDetectedAt(now)
                        .setOrder(new Order(1L, scan, 0))
                        .build());
    }

    /** The view follows the transition. */
    public void caughtUp(String connection, long scan) {
        var view = model.connection(connection).orElseThrow();
        model.put(
                "acct/region/" + connection,
                ConnectionView.newBuilder(view).setOrder(new Order(1L, scan, 0)).build());
    }

    private void changed(String connection) {
        model.put(
                "acct/region/" + connection,
                Transition.newBuilder()
                        .setTransitionId("t-1")
                        .setKind(TransitionKind.CONFIGURATION_CHANGED)
                        .setAccount("acct")
                        .setRegion("region")
                        .setConnectionId(connection)
                        .setEntity(connection)
                        .setNotBefore(now.minusSeconds(60))
                        .setDetectedAt(now.minusSeconds(30))
                        .setChanges(List.of(new ConfigurationChange("tun-1", "ike.encryption", "aes", "aes256")))
                        .setOrder(ORDER)
                        .build());
    }
}
