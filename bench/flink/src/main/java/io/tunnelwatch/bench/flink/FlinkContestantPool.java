package io.tunnelwatch.bench.flink;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs jobs one after the other, as the lines {@code begin GROUP} and {@code end} request them. Each has a cluster of its own
 * in this process and writes to the topic {@code GROUP-transitions}.
 *
 * <p>Arguments: Kafka, registry, a directory, milliseconds between checkpoints.
 */
public final class FlinkContestantPool {
    private FlinkContestantPool() {}

    public static void main(String[] arguments) throws Exception {
        var access = KafkaAccess.of(
                Settings.of(Map.of("bootstrap.servers", arguments[0], "schema.registry.url", arguments[1])));
        var checkpoints = Duration.ofMillis(Long.parseLong(arguments[3]));
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String group = order.substring("begin ".length());
            Decode.JUDGED.set(0);
            var job = CompareJob.start(access, group, checkpoints, Path.of(arguments[2]));
            while (!orders.ready()) {
                System.out.println("judged " + Decode.JUDGED.get());
                TimeUnit.MILLISECONDS.sleep(5);
            }
            orders.readLine();
            job.cancel().get();
            System.out.println("ended");
        }
        System.exit(0);
    }
}
