package io.tunnelwatch.simulator.story;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Collects what the timeline says about one connection, until its course can be computed. */
final class Script {
    private final List<At<Boolean>> exists = new ArrayList<>();
    private final List<At<Plan.Change>> changes = new ArrayList<>();
    private final List<At<Boolean>> rotations = new ArrayList<>();
    private final List<At<String>> lifecycle = new ArrayList<>();
    private final List<LineScript> lines;
    private final boolean permanent;

    private record LineScript(
            List<At<String>> status,
            List<At<String>> bgp,
            List<At<String>> health,
            List<At<String>> cause,
            List<At<String>> lifecycle) {
        LineScript() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    /** @param permanent cannot be created or deleted */
    Script(int lines, boolean permanent) {
        this.permanent = permanent;
        this.lines = IntStream.range(0, lines).mapToObj(it -> new LineScript()).toList();
    }

    int lineCount() {
        return lines.size();
    }

    void exists(long at, boolean value) {
        exists.add(new At<>(at, value));
    }

    void change(long at, Plan.Change change) {
        changes.add(new At<>(at, change));
    }

    void rotateKey(long at) {
        rotations.add(new At<>(at, true));
    }

    void lifecycle(long at, String value) {
        lifecycle.add(new At<>(at, value));
    }

    void lineLifecycle(int line, long at, String value) {
        lines.get(line).lifecycle.add(new At<>(at, value));
    }

    void value(Aspect aspect, int line, long at, String value) {
        var script = lines.get(line);
        var list =
                switch (aspect) {
                    case STATUS -> script.status;
                    case BGP -> script.bgp;
                    case HEALTH -> script.health;
                    case CAUSE -> script.cause;
                };
        list.add(new At<>(at, value));
    }

    boolean isPermanent() {
        return permanent;
    }

    /** @param paths for each tunnel, the gateways that it runs over */
    Connection.Course course(Plan plan, String atRest, List<List<Steps<Boolean>>> paths, long repeat) {
        return new Connection.Course(
                Steps.fold(!beginsWithCreation(), exists, (before, now) -> now, repeat),
                Steps.fold(plan, changes, Plan::with, repeat),
                Steps.fold(false, rotations, (before, now) -> now, repeat),
                texts(atRest, lifecycle, repeat),
                IntStream.range(0, lines.size())
                        .mapToObj(it -> line(lines.get(it), paths.get(it), repeat))
                        .toList());
    }

    private static Connection.Line line(LineScript script, List<Steps<Boolean>> paths, long repeat) {
        return new Connection.Line(
                texts(Raw.UP, script.status, repeat),
                texts("success", script.bgp, repeat),
                texts("success", script.health, repeat),
                texts("", script.cause, repeat),
                texts("active", script.lifecycle, repeat),
                paths.stream().filter(it -> !it.isConstant()).toList());
    }

    /** Whether the first event creates the connection, so that it does not exist before. */
    private boolean beginsWithCreation() {
        return exists.stream().min(At.ORDER).map(At::what).orElse(false);
    }

    private static Steps<String> texts(String initial, List<At<String>> events, long repeat) {
        return Steps.fold(initial, events, (before, now) -> now, repeat);
    }
}
