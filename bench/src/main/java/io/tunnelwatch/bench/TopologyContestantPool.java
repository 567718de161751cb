package io.tunnelwatch.bench;

import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the topology in a {@link ContestantPool}. Arguments: Kafka, registry, a directory. */
public final class TopologyContestantPool {
    private TopologyContestantPool() {}

    public static void main(String[] arguments) throws Exception {
        var access = KafkaAccess.of(
                Settings.of(Map.of("bootstrap.servers", arguments[0], "schema.registry.url", arguments[1])));
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String group = order.substring(ContestantPool.BEGIN.length());
            Path directory = Path.of(arguments[2]).resolve(group);
            try (var topology = new OurTopology(access, Rules.defaults(), group, directory)) {
                while (!orders.ready()) {
                    System.out.println(ContestantPool.JUDGED + topology.judged());
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                orders.readLine();
            }
            System.out.println(ContestantPool.ENDED);
        }
        System.exit(0);
    }
}
