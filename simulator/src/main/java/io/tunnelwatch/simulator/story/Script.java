package io.tunnelwatch.simulator.story;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Collects what the timeline says about one connection, until its course can be computed. */
final class Script {
    private final List<TimedEvent<Boolean>> exists = new ArrayList<>();
    private final List<TimedEvent<Plan.Change>> changes = new ArrayList<>();
    private final List<TimedEvent<Boolean>> rotations = new ArrayList<>();
    private final List<TimedEvent<String>> lifecycle = new ArrayList<>();
    private final List<TunnelScript> tunnels;
    private final boolean permanent;

    private record TunnelScript(
            List<TimedEvent<String>> status,
            List<TimedEvent<String>> bgp,
            List<TimedEvent<String>> health,
            List<TimedEvent<String>> cause,
            List<TimedEvent<String>> lifecycle) {
        TunnelScript() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    /** @param permanent cannot be created or deleted */
    Script(int lines, boolean permanent) {
        this.permanent = permanent;
        this.tunnels =
                IntStream.range(0, lines).mapToObj(it -> new TunnelScript()).toList();
    }

    int tunnelCount() {
        return tunnels.size();
    }

    void exists(long at, boolean value) {
        exists.add(new TimedEvent<>(at, value));
    }

    void change(long at, Plan.Change change) {
        changes.add(new TimedEvent<>(at, change));
    }

    void rotateKey(long at) {
        rotations.add(new TimedEvent<>(at, true));
    }

    void lifecycle(long at, String value) {
        lifecycle.add(new TimedEvent<>(at, value));
    }

    void tunnelLifecycle(int line, long at, String value) {
        tunnels.get(line).lifecycle.add(new TimedEvent<>(at, value));
    }

    void value(Aspect aspect, int line, long at, String value) {
        var script = tunnels.get(line);
        var list =
                switch (aspect) {
                    case STATUS -> script.status;
                    case BGP -> script.bgp;
                    case HEALTH -> script.health;
                    case CAUSE -> script.cause;
                };
        list.add(new TimedEvent<>(at, value));
    }

    boolean isPermanent() {
        return permanent;
    }

    /** @param paths for each tunnel, the gateways that it runs over */
    Connection.Course course(Plan plan, String atRest, List<List<StepFunction<Boolean>>> paths, long repeat) {
        return new Connection.Course(
                StepFunction.fold(!beginsWithCreation(), exists, (before, now) -> now, repeat),
                StepFunction.fold(plan, changes, Plan::with, repeat),
                StepFunction.fold(false, rotations, (before, now) -> now, repeat),
                texts(atRest, lifecycle, repeat),
                IntStream.range(0, tunnels.size())
                        .mapToObj(it -> tunnelCourse(tunnels.get(it), paths.get(it), repeat))
                        .toList());
    }

    private static Connection.TunnelCourse tunnelCourse(
            TunnelScript script, List<StepFunction<Boolean>> paths, long repeat) {
        return new Connection.TunnelCourse(
                texts(RawStatus.UP, script.status, repeat),
                texts("success", script.bgp, repeat),
                texts("success", script.health, repeat),
                texts("", script.cause, repeat),
                texts("active", script.lifecycle, repeat),
                paths.stream().filter(it -> !it.isConstant()).toList());
    }

    /** Returns whether the first event creates the connection, so that it does not exist before. */
    private boolean beginsWithCreation() {
        return exists.stream().min(TimedEvent.ORDER).map(TimedEvent::what).orElse(false);
    }

    private static StepFunction<String> texts(String initial, List<TimedEvent<String>> events, long repeat) {
        return StepFunction.fold(initial, events, (before, now) -> now, repeat);
    }
}
