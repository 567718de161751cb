package io.tunnelwatch.simulator.story;

import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An IPsec connection: its fixed data, and its course, which is everything that changes over time.
 *
 * @param ends one for a single-tunnel connection, master and slave for a dual-tunnel one
 * @param router null for a connection of a VPN gateway
 * @param coupled whether BGP and health check fail with the IPsec that carries them, as in reality
 */
public record Connection(
        String account,
        String region,
        String id,
        boolean dual,
        @Nullable String vpnGatewayId,
        @Nullable Router router,
        List<End> ends,
        long createdAt,
        boolean coupled,
        Course course) {
    public Connection {
        ends = List.copyOf(ends);
    }

    /** A transit router, to which the connection is attached instead of a VPN gateway. */
    public record Router(
            String id, String name, String attachInstanceId, String spec, String internetIp, String zone) {}

    /** One tunnel's fixed data. A single-tunnel connection has one without an id of its own. */
    public record End(
            @Nullable String tunnelId,
            String role,
            String internetIp,
            String peerIp,
            String zone,
            String customerGatewayId,
            String psk) {
        @Override
        public String toString() {
            return "End[" + role + ", " + internetIp + "]";
        }
    }

    /**
     * Everything about a connection that changes over time.
     *
     * @param rotations one step for each rotation of the keys
     */
    record Course(
            StepFunction<Boolean> exists,
            StepFunction<Plan> plan,
            StepFunction<Boolean> rotations,
            StepFunction<String> lifecycle,
            List<TunnelCourse> lines) {
        Course {
            lines = List.copyOf(lines);
        }

        private static final StepFunction<Boolean> ALWAYS = StepFunction.constant(true);
        private static final StepFunction<Boolean> NEVER = StepFunction.constant(false);
        private static final StepFunction<String> ACTIVE = StepFunction.constant("active");
        private static final StepFunction<String> SUCCESS = StepFunction.constant("success");
        private static final TunnelCourse UP = new TunnelCourse(
                StepFunction.constant(RawStatus.UP), SUCCESS, SUCCESS, StepFunction.constant(""), ACTIVE, List.of());
        private static final List<TunnelCourse> SINGLE = List.of(UP);
        private static final List<TunnelCourse> DUAL = List.of(UP, UP);

        /** A course on which nothing ever happens, shared by a million connections. */
        static Course steady(Plan plan, int lines) {
            return new Course(ALWAYS, StepFunction.constant(plan), NEVER, ACTIVE, lines == 1 ? SINGLE : DUAL);
        }
    }

    /**
     * The course of one tunnel.
     *
     * @param paths the gateways on both sides: while one of them is down, so is the tunnel, whatever its own status
     */
    record TunnelCourse(
            StepFunction<String> status,
            StepFunction<String> bgp,
            StepFunction<String> health,
            StepFunction<String> cause,
            StepFunction<String> lifecycle,
            List<StepFunction<Boolean>> paths) {
        TunnelCourse {
            paths = List.copyOf(paths);
        }
    }

    /** The connection as the cloud shows it at that time; null if it does not exist then. */
    public @Nullable ConnectionStatus at(long millis) {
        if (!course.exists.value(millis)) {
            return null;
        }
        Plan plan = course.plan.value(millis);
        return new ConnectionStatus(
                this,
                plan,
                RawStatus.said(course.lifecycle.value(millis)),
                course.rotations.count(millis),
                course.lines.stream().map(it -> tunnelStatus(it, plan, millis)).toList());
    }

    public boolean exists(long millis) {
        return course.exists.value(millis);
    }

    private ConnectionStatus.TunnelStatus tunnelStatus(TunnelCourse line, Plan plan, long millis) {
        boolean reachable = line.paths.stream().allMatch(it -> it.value(millis));
        String status = reachable ? line.status.value(millis) : RawStatus.PHASE1_DOWN;
        boolean carried = !coupled || status.equals(RawStatus.UP);
        return new ConnectionStatus.TunnelStatus(
                RawStatus.said(status),
                plan.bgp() == null ? null : RawStatus.said(carried ? line.bgp.value(millis) : "false"),
                plan.healthCheck() == null ? null : RawStatus.said(carried ? line.health.value(millis) : "failed"),
                RawStatus.said(line.lifecycle.value(millis)),
                reachable ? line.cause.value(millis) : "NoResponse");
    }

    /** Finds the instants in (from, until] at which the connection may change. */
    public void edges(long from, long until, LongConsumer each) {
        course.exists.edges(from, until, each);
        course.plan.edges(from, until, each);
        course.rotations.edges(from, until, each);
        course.lifecycle.edges(from, until, each);
        for (TunnelCourse line : course.lines) {
            line.status.edges(from, until, each);
            line.bgp.edges(from, until, each);
            line.health.edges(from, until, each);
            line.lifecycle.edges(from, until, each);
            line.paths.forEach(it -> it.edges(from, until, each));
        }
    }
}
