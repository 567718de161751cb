package io.tunnelwatch.notify.gate;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.LabelMatcher;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds alerts and commands for tests. */
public final class GateInputs {
    public static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    private GateInputs() {}

    public static Alert alert(
            String fingerprint, AlertStatus status, boolean active, AlertSeverity severity, long scan, Instant at) {
        return Alert.newBuilder()
                .setFingerprint(fingerprint)
                .setStepId(fingerprint + "-" + scan)
                .setRule(fingerprint.startsWith("g") ? AlertRule.GatewayDown : AlertRule.ConnectionDown)
                .setSeverity(severity)
                .setStatus(status)
                .setActive(active)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId(fingerprint.startsWith("g") ? null : "vco-" + fingerprint)
                .setEntity(fingerprint.startsWith("g") ? "vgw-1" : "vco-" + fingerprint)
                .setSince(at)
                .setNotBefore(at)
                .setFiredAt(at)
                .setUpdatedAt(at)
                .setOrder(new Order(1L, scan, 0))
                .build();
    }

    /** A connection whose configuration has changed in one field for each of these values. */
    public static Transition change(String connectionId, Instant at, String... values) {
        return Transition.newBuilder()
                .setTransitionId(connectionId + "-" + at)
                .setKind(TransitionKind.CONFIGURATION_CHANGED)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId(connectionId)
                .setEntity(connectionId)
                .setNotBefore(at)
                .setDetectedAt(at)
                .setOrder(new Order(1L, 1L, 0))
                .setContext(ConnectionContext.newBuilder()
                        .setName("office")
                        .setTags(List.of(new Tag("team", "net")))
                        .build())
                .setChanges(Stream.of(values)
                        .map(it -> new ConfigurationChange(null, "field." + it, "", it))
                        .toList())
                .build();
    }

    public static Command command(String id, CommandType type, Instant at) {
        return Command.newBuilder()
                .setCommandId(id)
                .setType(type)
                .setBy("ops")
                .setAt(at)
                .setReason("work")
                .build();
    }

    public static Command acknowledge(String id, String fingerprint, Instant at, @Nullable Instant until) {
        Command it = command(id, CommandType.ACKNOWLEDGE, at);
        it.setFingerprint(fingerprint);
        it.setUntil(until);
        return it;
    }

    public static Command cancel(String id, String other, Instant at) {
        Command it = command(id, CommandType.CANCEL, at);
        it.setCancels(other);
        return it;
    }

    /** A silence or a maintenance of one alert, or of all if its fingerprint is a star. */
    public static Command covering(
            String id,
            CommandType type,
            String fingerprint,
            Instant at,
            @Nullable Instant from,
            @Nullable Instant until) {
        Command it = command(id, type, at);
        it.setMatchers(List.of(
                fingerprint.equals("*")
                        ? new LabelMatcher("account", ".+", true, true)
                        : fingerprint.startsWith("g")
                                ? new LabelMatcher("vpn_gateway_id", "vgw-1", false, true)
                                : new LabelMatcher("vpn_connection_id", "vco-" + fingerprint, false, true)));
        it.setFrom(from);
        it.setUntil(until);
        return it;
    }

    public static AlertSeverity severity(String word) {
        return AlertSeverity.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
