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
import org.apache.flink.core.execution.JobClient;

/**
 * Runs jobs one after the other, as the lines {@code begin GROUP} and {@code end} request them. Each has a cluster of its own
 * in this process, goes on from the checkpoints of its group, and writes to the topics {@code GROUP-transitions} and {@code
 * GROUP-alerts}.
 *
 * <p>Arguments: Kafka, registry, a directory, milliseconds between checkpoints, {@code compare} or {@code detect}, and the state
 * backend of the latter.
 */
public final class FlinkContestantPool {
    private FlinkContestantPool() {}

    public static void main(String[] arguments) {
        try {
            run(arguments);
            System.exit(0);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1); // Flink's threads would go on
        }
    }

    private static void run(String[] arguments) throws Exception {
        var access = KafkaAccess.of(
                Settings.of(Map.of("bootstrap.servers", arguments[0], "schema.registry.url", arguments[1])));
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            Decode.JUDGED.set(0);
            var job = start(access, order.substring("begin ".length()), arguments);
            var result = job.getJobExecutionResult();
            while (!orders.ready()) {
                if (result.isDone()) {
                    result.get(); // throws what has ended it
                }
                System.out.println("judged " + Decode.JUDGED.get());
                TimeUnit.MILLISECONDS.sleep(5);
            }
            orders.readLine();
            job.cancel().get();
            System.out.println("ended");
        }
    }

    private static JobClient start(KafkaAccess access, String group, String[] arguments) throws Exception {
        var checkpoints = Duration.ofMillis(Long.parseLong(arguments[3]));
        Path directory = Path.of(arguments[2]).resolve(group);
        return arguments[4].equals("compare")
                ? CompareJob.start(access, group, checkpoints, directory)
                : DetectJob.start(access, group, checkpoints, directory, arguments[5]);
    }
}
