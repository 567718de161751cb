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
            Steps<Boolean> exists,
            Steps<Plan> plan,
            Steps<Boolean> rotations,
            Steps<String> lifecycle,
            List<Line> lines) {
        Course {
            lines = List.copyOf(lines);
        }

        private static final Steps<Boolean> ALWAYS = Steps.constant(true);
        private static final Steps<Boolean> NEVER = Steps.constant(false);
        private static final Steps<String> ACTIVE = Steps.constant("active");
        private static final Steps<String> SUCCESS = Steps.constant("success");
        private static final Line UP =
                new Line(Steps.constant(Raw.UP), SUCCESS, SUCCESS, Steps.constant(""), ACTIVE, List.of());
        private static final List<Line> SINGLE = List.of(UP);
        private static final List<Line> DUAL = List.of(UP, UP);

        /** A course on which nothing ever happens, shared by a million connections. */
        static Course steady(Plan plan, int lines) {
            return new Course(ALWAYS, Steps.constant(plan), NEVER, ACTIVE, lines == 1 ? SINGLE : DUAL);
        }
    }

    /**
     * The course of one tunnel.
     *
     * @param paths the gateways on both sides: while one of them is down, so is the tunnel, whatever its own status
     */
    record Line(
            Steps<String> status,
            Steps<String> bgp,
            Steps<String> health,
            Steps<String> cause,
            Steps<String> lifecycle,
            List<Steps<Boolean>> paths) {
        Line {
            paths = List.copyOf(paths);
        }
    }

    /** The connection as the cloud shows it at that time; null if it does not exist then. */
    public @Nullable Look at(long millis) {
        if (!course.exists.value(millis)) {
            return null;
        }
        Plan plan = course.plan.value(millis);
        return new Look(
                this,
                plan,
                Raw.said(course.lifecycle.value(millis)),
                course.rotations.count(millis),
                course.lines.stream().map(it -> look(it, plan, millis)).toList());
    }

    public boolean exists(long millis) {
        return course.exists.value(millis);
    }

    private Look.LineLook look(Line line, Plan plan, long millis) {
        boolean reachable = line.paths.stream().allMatch(it -> it.value(millis));
        String status = reachable ? line.status.value(millis) : Raw.PHASE1_DOWN;
        boolean carried = !coupled || status.equals(Raw.UP);
        return new Look.LineLook(
                Raw.said(status),
                plan.bgp() == null ? null : Raw.said(carried ? line.bgp.value(millis) : "false"),
                plan.healthCheck() == null ? null : Raw.said(carried ? line.health.value(millis) : "failed"),
                Raw.said(line.lifecycle.value(millis)),
                reachable ? line.cause.value(millis) : "NoResponse");
    }

    /** Finds the instants in (from, until] at which the connection may change. */
    public void edges(long from, long until, LongConsumer each) {
        course.exists.edges(from, until, each);
        course.plan.edges(from, until, each);
        course.rotations.edges(from, until, each);
        course.lifecycle.edges(from, until, each);
        for (Line line : course.lines) {
            line.status.edges(from, until, each);
            line.bgp.edges(from, until, each);
            line.health.edges(from, until, each);
            line.lifecycle.edges(from, until, each);
            line.paths.forEach(it -> it.edges(from, until, each));
        }
    }
}
