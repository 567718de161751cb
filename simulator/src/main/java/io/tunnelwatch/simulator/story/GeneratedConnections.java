package io.tunnelwatch.simulator.story;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A group of generated connections. Each is created when it is requested, so that a million of them take no memory. Numbered
 * from 1: {@code prefix-1} and so on.
 *
 * @param letters the prefix as ids contain it
 * @param restless one in so many goes down now and then; 0 for none
 * @param every time from one outage to the next
 * @param downFor length of an outage
 * @param scripts timeline of single connections, by number
 */
record GeneratedConnections(
        String account,
        String region,
        String prefix,
        String letters,
        int count,
        boolean dual,
        boolean withBgp,
        boolean withHealthCheck,
        Map<String, String> tags,
        int restless,
        long every,
        long downFor,
        Map<Integer, Script> scripts,
        long repeat) {
    private static final int PER_GATEWAY = 10;
    private static final int DIGITS = 8;

    /** The timeline of that connection; created when it is first mentioned. */
    Script script(int number) {
        return scripts.computeIfAbsent(number, it -> new Script(dual ? 2 : 1, true));
    }

    Connection connection(int number) {
        String digits = digits(number);
        String name = prefix + "-" + number;
        var blueprint = new Blueprint(
                account,
                region,
                id(digits),
                name,
                number,
                dual,
                gatewayId(number),
                null,
                List.of(Blueprint.cloudIp(number, 0), Blueprint.cloudIp(number, 1)),
                List.of("cgw-" + letters + digits + "a", "cgw-" + letters + digits + "b"),
                null,
                true,
                plan(number, name));
        return blueprint.build(course(number, blueprint));
    }

    private Plan plan(int number, String name) {
        return new Plan(
                name,
                Blueprint.localSubnet(number),
                Blueprint.remoteSubnet(number),
                true,
                tags,
                withHealthCheck && !dual ? Blueprint.healthCheck(number) : null,
                withBgp ? Blueprint.bgp(number) : null);
    }

    private Connection.Course course(int number, Blueprint blueprint) {
        Script script = scripts.get(number);
        if (script != null) {
            return script.course(blueprint.plan(), blueprint.atRest(), List.of(List.of(), List.of()), repeat);
        }
        var course = Connection.Course.steady(blueprint.plan(), dual ? 2 : 1);
        return isRestless(number) ? restless(course, number) : course;
    }

    /** Makes the first tunnel go down now and then, each connection at its own time. */
    private Connection.Course restless(Connection.Course course, int number) {
        long phase = (number * 2_654_435_761L & 0xffff_ffffL) % (every - downFor);
        var first = course.lines().get(0);
        var line = new Connection.TunnelCourse(
                StepFunction.pulses(RawStatus.UP, RawStatus.PHASE1_DOWN, phase, downFor, every),
                first.bgp(),
                first.health(),
                first.cause(),
                first.lifecycle(),
                first.paths());
        var lines = Stream.concat(Stream.of(line), course.lines().stream().skip(1));
        return new Connection.Course(
                course.exists(), course.plan(), course.rotations(), course.lifecycle(), lines.toList());
    }

    private boolean isRestless(int number) {
        return restless > 0 && number % restless == 0;
    }

    /** The connections to which something happens. */
    Stream<Connection> eventful() {
        return IntStream.rangeClosed(1, count)
                .filter(it -> isRestless(it) || scripts.containsKey(it))
                .mapToObj(this::connection);
    }

    @Nullable
    Connection find(String id) {
        int number = number(id, "vco-" + letters);
        return number > 0 && id(digits(number)).equals(id) ? connection(number) : null;
    }

    /** @return 0 when the name does not belong to this group */
    int numberOf(String name) {
        int number = number(name, prefix + "-");
        return name.equals(prefix + "-" + number) ? number : 0;
    }

    private int number(String text, String start) {
        String rest = text.startsWith(start) ? text.substring(start.length()) : "";
        if (rest.isEmpty() || rest.length() > DIGITS || !rest.chars().allMatch(it -> it >= '0' && it <= '9')) {
            return 0;
        }
        int number = Integer.parseInt(rest);
        return number <= count ? number : 0;
    }

    private String gatewayId(int number) {
        return "vpn-" + letters + digits((number - 1) / PER_GATEWAY);
    }

    private String id(String digits) {
        return "vco-" + letters + digits;
    }

    private static String digits(int number) {
        String text = Integer.toString(number);
        return "0".repeat(DIGITS - text.length()) + text;
    }
}
