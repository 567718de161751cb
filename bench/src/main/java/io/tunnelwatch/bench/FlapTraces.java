package io.tunnelwatch.bench;

import io.tunnelwatch.simulator.Scenario;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Connections that come and go, look by look: the six of the processor's table of flapping, and two gateways that fail. */
final class FlapTraces {
    private static final int MEMBERS = 5;
    private static final int CALM = 5;
    private static final int FORTY_MINUTES = 80;

    /** For what is told late. */
    private static final int AFTERWARDS = 40;

    private final Duration poll;
    private final SmallScenario scenario = new SmallScenario();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private int looks;

    /** @param poll time between two looks */
    FlapTraces(Duration poll) {
        this.poll = poll;
        trace("blip", "one blip of 30 s", it -> it.down(1));
        trace(
                "hourly",
                "hourly blips of 30 s, eight times",
                it -> it.times(8, each -> each.down(1).up(119)));
        trace("outage", "down for 40 min", it -> it.down(FORTY_MINUTES));
        trace("two-three", "2 min down, 3 min up for 1 h, then 1 h down", it -> it.times(
                        12, each -> each.down(4).up(6))
                .down(120));
        trace(
                "five-ten",
                "5 min down, 10 min up for 3 h",
                it -> it.times(12, each -> each.down(10).up(20)));
        trace(
                "half-half",
                "30 s down, 30 s up for 30 min",
                it -> it.times(30, each -> each.down(1).up(1)));
        gateway("at-once", "gateway with five connections, down for 40 min", 0);
        gateway("one-by-one", "the same, a connection every 30 s", 1);
    }

    private void trace(String name, String text, UnaryOperator<Line> events) {
        texts.put(name, text);
        scenario.connection(name, name);
        events.apply(new Line(name, CALM)).up(AFTERWARDS);
    }

    private void gateway(String name, String text, int looksApart) {
        texts.put(name, text);
        for (int i = 0; i < MEMBERS; i++) {
            scenario.connection(name + "-" + i, name);
            new Line(name + "-" + i, CALM)
                    .up(i * looksApart)
                    .down(FORTY_MINUTES)
                    .up(AFTERWARDS);
        }
    }

    List<String> names() {
        return List.copyOf(texts.keySet());
    }

    String text(String name) {
        return String.valueOf(texts.get(name));
    }

    /** The number of looks until the last trace is over. */
    int looks() {
        return looks;
    }

    Scenario scenario() {
        return scenario.scenario();
    }

    /** A connection, written from left to right. Each change lies half an interval before the look that shows it. */
    private final class Line {
        private final String name;
        private int next;

        Line(String name, int next) {
            this.name = name;
            this.next = next;
        }

        Line down(int times) {
            scenario.down(name, between());
            return later(times);
        }

        Line up(int times) {
            scenario.up(name, between());
            return later(times);
        }

        Line times(int times, UnaryOperator<Line> what) {
            var line = this;
            for (int i = 0; i < times; i++) {
                line = what.apply(line);
            }
            return line;
        }

        private Duration between() {
            return poll.multipliedBy(next).minus(poll.dividedBy(2));
        }

        private Line later(int times) {
            next += times;
            looks = Math.max(looks, next);
            return this;
        }
    }
}
