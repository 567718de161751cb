package io.tunnelwatch.bench;

import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Compares the topology with a plain consume-compare-produce loop: the same records, the same decoding, the same guarantees,
 * one thread each, in turns. The timing begins when every connection has been seen once.
 *
 * <p>Arguments: rounds (5), scans (12), targets (20) of 1,000 connections each, and the least ratio of the medians (0). Ends
 * with the code 1 if the ratio is lower.
 */
public final class BesidePlainLoop {
    private BesidePlainLoop() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int scans = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 12;
        int targets = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        double least = arguments.length > 3 ? Double.parseDouble(arguments[3]) : 0;
        double ratio;
        try (var race = new Race(scans, targets)) {
            ratio = run(race, rounds);
        }
        System.exit(ratio < least ? 1 : 0); // the broker leaves threads that are no daemons
    }

    /** The ratio of the medians. */
    private static double run(Race race, int rounds) throws Exception {
        String topic = Topics.TRANSITIONS.name();
        var loops = new ArrayList<Double>();
        var ours = new ArrayList<Double>();
        for (int round = 0; round <= rounds; round++) {
            int number = round;
            double loop = race.time(topic, () -> loop(race, "loop-" + number));
            double topology = race.time(topic, () -> topology(race, "topology-" + number));
            boolean warm = round > 0;
            System.out.printf(
                    "%s: plain loop %,.0f/s, topology %,.0f/s, ratio %.2f%n",
                    warm ? "round " + round : "warm-up", loop, topology, topology / loop);
            if (warm) {
                loops.add(loop);
                ours.add(topology);
            }
        }
        double ratio = Race.median(ours) / Race.median(loops);
        System.out.printf(
                "medians: plain loop %,.0f/s, topology %,.0f/s, ratio %.2f%n",
                Race.median(loops), Race.median(ours), ratio);
        return ratio;
    }

    private static Contestant loop(Race race, String group) {
        String changelog = group + "-changelog";
        var topic =
                new NewTopic(changelog, Optional.of(6), Optional.empty()).configs(Map.of("cleanup.policy", "compact"));
        race.admin().createTopics(List.of(topic));
        return new PlainLoop(race.access(), group, changelog);
    }

    private static Contestant topology(Race race, String group) {
        return new OurTopology(
                race.access(), Rules.defaults(), group, race.house().directory(group));
    }
}
