package io.tunnelwatch.bench.flink;

import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.runtime.KafkaAccess;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;

/** A job that decodes, compares with the previous state on the heap, and publishes status changes, exactly once. */
final class CompareJob {
    private CompareJob() {}

    /**
     * Runs from source to sink in one thread, without copying: with one task all keys are local. A job that has to scale must
     * shuffle by key, which writes and reads every observation once more.
     */
    static JobClient start(KafkaAccess access, String group, Duration checkpoints, Path directory) throws Exception {
        var environment = JobParts.environment("hashmap", checkpoints, directory);
        var observations = JobParts.observations(environment, access, group, Decode.snapshots(access));
        KeySelector<Observation, String> key = it -> it.target() + "/" + ((Snapshot) it.body()).connectionId();
        DataStreamUtils.reinterpretAsKeyedStream(observations, key, Types.STRING)
                .process(new Compare(), TypeInformation.of(Event.class))
                .sinkTo(JobParts.sink(access, group, new Encode(group, access)));
        return environment.executeAsync(group);
    }
}
