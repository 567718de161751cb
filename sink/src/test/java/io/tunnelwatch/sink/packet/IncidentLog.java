package io.tunnelwatch.sink.packet;

import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.LabelMatcher;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records of an incident, by the partition in which they are: within one their order is the log's, between two it is not. */
public final class IncidentLog {
    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    public static final String DOWN = "0123456789abcdef0123456789abcdef";
    public static final String GATEWAY = "fedcba9876543210fedcba9876543210";
    public static final String HOSTILE = "<script>alert(1)</script>\u202e\u0007=1+1 & \"Berlin\"";

    private final Map<String, List<Consumer<ReadModel>>> partitions = new TreeMap<>();
    private int scan;

    public static Instant at(int minutes) {
        return NOON.plusSeconds(60L * minutes);
    }

    /** A connection with two tunnels fails after a change of its key, is acknowledged, diagnosed and repaired. */
    public IncidentLog tell() {
        connection("vco-1", HOSTILE, "vpn-a", List.of("tun-1", "tun-2"));
        connection("vco-2", "Rome", "vpn-a", List.of());
        connection("vco-3", "Oslo", "vpn-a", List.of());
        connection("vco-4", "Lima", "vpn-b", List.of());
        changed("vco-1", -10, "tun-1", "ike.pskFingerprint", "f00d", "beef");
        changed("vco-4", -10, null, "name", "Quito", "Lima");
        for (String it : List.of("vco-1", "tun-1", "tun-2")) {
            FacetKind facet = it.equals("vco-1") ? FacetKind.SERVICE : FacetKind.IPSEC;
            interval(it, facet, FacetState.UP, -600, 0);
            interval(it, facet, FacetState.DOWN, 0, 20);
            interval(it, facet, FacetState.UP, 20, null);
        }
        interval("vco-1", FacetKind.BGP, FacetState.NOT_CONFIGURED, -600, null);
        interval("vco-2", FacetKind.SERVICE, FacetState.UP, -600, 1);
        interval("vco-2", FacetKind.SERVICE, FacetState.DEGRADED, 1, null);
        interval("vco-3", FacetKind.SERVICE, FacetState.UP, -600, null);
        interval("vco-4", FacetKind.SERVICE, FacetState.DOWN, -600, null);
        interval("acct/region", FacetKind.FRESHNESS, FacetState.UP, -600, null);
        alert(step(DOWN, AlertStatus.FIRING, 0, 1, 1).setSummary("Both tunnels are down: " + HOSTILE));
        alert(step(DOWN, AlertStatus.UPDATED, 0, 1, 3).setDiagnosis("PskMismatch"));
        alert(step(DOWN, AlertStatus.RESOLVED, 0, 1, 25).setSummary("Up again.").setAdvice(""));
        alert(gatewayStep(AlertStatus.FIRING, 2));
        answers();
        judged(60);
        return this;
    }

    private void answers() {
        notice("n1", NotificationOutcome.NOTIFY, 1, "FIRED", null, "phone", "chat");
        notice("n1", NotificationOutcome.DELIVERED, 1, "OK", null, "chat");
        notice("n1", NotificationOutcome.FAILED, 2, "GIVEN_UP", null, "phone");
        notice("n2", NotificationOutcome.SILENT, 3, "ACKNOWLEDGED", "ack");
        command(command("ack", CommandType.ACKNOWLEDGE, 2).setFingerprint(DOWN).setReason("I look"));
        command(command("stop-1", CommandType.CANCEL, 9).setCancels("ack").setBy("eve"));
        command(command("stop-2", CommandType.CANCEL, 8).setCancels("ack"));
        command(command("night", CommandType.MAINTENANCE, 40)
                .setReason("entered the next morning")
                .setMatchers(List.of(new LabelMatcher("vpn_gateway_id", "vpn-a", false, true)))
                .setFrom(at(5))
                .setUntil(at(10)));
        command(command("other", CommandType.SILENCE, -30)
                .setReason("another gateway")
                .setMatchers(List.of(new LabelMatcher("vpn_gateway_id", "vpn-b", false, true)))
                .setUntil(at(300)));
    }

    /** What happens after the incident and what is shown of it. */
    public IncidentLog goOn() {
        judged(500);
        interval("vco-1", FacetKind.SERVICE, FacetState.UP, 20, 400);
        interval("vco-1", FacetKind.SERVICE, FacetState.DOWN, 400, null);
        interval("vco-2", FacetKind.SERVICE, FacetState.DEGRADED, 1, 300);
        interval("vco-2", FacetKind.SERVICE, FacetState.UP, 300, null);
        changed("vco-2", 350, null, "name", "Rome", "Roma");
        connection("vco-2", "Roma", "vpn-a", List.of());
        alert(step(DOWN, AlertStatus.FIRING, 400, 401, 401));
        notice("n9", NotificationOutcome.NOTIFY, 401, "FIRED", null, "phone");
        command(command("late", CommandType.ACKNOWLEDGE, 402).setFingerprint(DOWN));
        return this;
    }

    public static Alert.Builder step(String fingerprint, AlertStatus status, int since, int firedAt, int updatedAt) {
        boolean isActive = status != AlertStatus.RESOLVED;
        return Alert.newBuilder()
                .setFingerprint(fingerprint)
                .setStepId(fingerprint + "/" + updatedAt)
                .setRule(AlertRule.ConnectionDown)
                .setSeverity(AlertSeverity.CRITICAL)
                .setStatus(status)
                .setActive(isActive)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId("vco-1")
                .setEntity("vco-1")
                .setFacet(FacetKind.REDUNDANCY)
                .setValue(value(isActive ? FacetState.DOWN : FacetState.UP, since))
                .setSince(at(since))
                .setNotBefore(at(since).minusSeconds(30))
                .setFiredAt(at(firedAt))
                .setUpdatedAt(at(updatedAt))
                .setResolvedAt(isActive ? null : at(updatedAt))
                .setDecision("BAD_FOR_LONG_ENOUGH")
                .setAdvice("Check first what both tunnels share.")
                .setRunbook("docs/runbook.md#all_tunnels_down")
                .setContext(context(HOSTILE, "vpn-a", "vco-1"))
                .setOrder(new Order(7L, 100L + updatedAt, 3));
    }

    public static Alert.Builder gatewayStep(AlertStatus status, int updatedAt) {
        return step(GATEWAY, status, 0, 2, updatedAt)
                .setRule(AlertRule.GatewayDown)
                .setConnectionId(null)
                .setEntity("vpn-a")
                .setContext(null)
                .setRunbook("docs/runbook.md#shared_gateway")
                .setMembers(List.of("vco-1", "vco-2"));
    }

    private static FacetValue value(FacetState state, int since) {
        return new FacetValue(state, FacetReason.ALL_TUNNELS_DOWN, "0", at(since));
    }

    private static ConnectionContext context(String name, String gateway, String id) {
        return new ConnectionContext(
                name,
                "VPNGW",
                gateway,
                List.of("cgw-" + id),
                "",
                "active",
                List.of("10.0.0.0/8"),
                List.of("192.168.0.0/16"),
                List.of(new Tag("env", "prod")));
    }

    public void connection(String id, String name, String gateway, List<String> tunnels) {
        var facets = new ArrayList<FacetView>();
        tunnels.forEach(it -> facets.add(new FacetView(it, FacetKind.IPSEC, value(FacetState.UP, 20))));
        var view = ConnectionView.newBuilder()
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId(id)
                .setHeadline(value(FacetState.UP, 20))
                .setFacets(facets)
                .setContext(context(name, gateway, id))
                .setChangedAt(at(20))
                .setOrder(new Order(7L, (long) ++scan, 0))
                .build();
        in("connections/" + id, model -> model.put("acct/region/" + id, view));
    }

    public void changed(String id, int minute, @Nullable String tunnel, String field, String before, String after) {
        var transition = Transition.newBuilder()
                .setTransitionId("t/" + id + "/" + minute)
                .setKind(TransitionKind.CONFIGURATION_CHANGED)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId(id)
                .setEntity(id)
                .setNotBefore(at(minute).minusSeconds(30))
                .setDetectedAt(at(minute))
                .setContext(context(field.equals("name") ? after : HOSTILE, id.equals("vco-4") ? "vpn-b" : "vpn-a", id))
                .setChanges(List.of(new ConfigurationChange(tunnel, field, before, after)))
                .setOrder(new Order(7L, (long) ++scan, 0))
                .build();
        in("transitions/" + id, model -> model.put("acct/region/" + id, transition));
    }

    public void interval(String entity, FacetKind facet, FacetState state, int from, @Nullable Integer to) {
        var interval = Interval.newBuilder()
                .setIntervalId(entity + facet + from)
                .setAccount("acct")
                .setRegion("region")
                .setEntity(entity)
                .setFacet(facet)
                .setState(state)
                .setReason(FacetReason.UNKNOWN)
                .setRaw(state == FacetState.DOWN ? "<b>raw</b>" : "")
                .setValidFrom(at(from))
                .setValidFromNotBefore(at(from).minusSeconds(30))
                .setValidTo(to == null ? null : at(to))
                .setCloseReason(to == null ? null : CloseReason.TRANSITION)
                .build();
        in("history/" + interval.getIntervalId(), model -> model.put(interval));
    }

    /** A step, and the decision about it, which carries the step too. */
    public void alert(Alert.Builder step) {
        Alert alert = step.build();
        in("alerts/" + alert.getFingerprint(), model -> model.put(alert));
    }

    public void notice(
            String id,
            NotificationOutcome outcome,
            int minute,
            String reason,
            @Nullable String command,
            String... destinations) {
        boolean isDecision = outcome == NotificationOutcome.NOTIFY || outcome == NotificationOutcome.SILENT;
        var notice = Notification.newBuilder()
                .setNotificationId(id)
                .setFingerprint(DOWN)
                .setKind(NotificationKind.ALERT)
                .setOutcome(outcome)
                .setReason(reason)
                .setDetail("In words: " + reason)
                .setCommandId(command)
                .setDestinations(List.of(destinations))
                .setAttempts(isDecision ? 0 : 3)
                .setAt(at(minute))
                .build();
        in("notifications/" + DOWN, model -> model.put(notice));
    }

    private static Command.Builder command(String id, CommandType type, int minute) {
        return Command.newBuilder().setCommandId(id).setType(type).setBy("ann").setAt(at(minute));
    }

    public void command(Command.Builder command) {
        Command given = command.build();
        in("commands/" + given.getCommandId(), model -> model.commands().put(given));
    }

    public void judged(int minute) {
        Instant at = at(minute);
        var view = new TargetView(
                "acct",
                "region",
                new Order(7L, (long) ++scan, 0),
                at,
                at,
                30_000L,
                at.plusSeconds(30),
                4,
                null,
                null,
                "");
        in("targets", model -> model.put(view));
    }

    private void in(String partition, Consumer<ReadModel> record) {
        partitions.computeIfAbsent(partition, it -> new ArrayList<>()).add(record);
    }

    /** Reads everything, one partition after the other. */
    public ReadModel read(ReadModel model) {
        partitions.values().forEach(all -> all.forEach(it -> it.accept(model)));
        return model;
    }

    /** Reads everything, from the partitions at random. */
    ReadModel readMixed(ReadModel model, SplittableRandom random) {
        var left = new ArrayList<List<Consumer<ReadModel>>>();
        partitions.values().forEach(it -> left.add(new ArrayList<>(it)));
        while (!left.isEmpty()) {
            var partition = left.get(random.nextInt(left.size()));
            partition.remove(0).accept(model);
            left.removeIf(List::isEmpty);
        }
        return model;
    }
}
