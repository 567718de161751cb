package io.tunnelwatch.bench.flink;

import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.runtime.KafkaAccess;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;

/** A job that judges observations by the topology's own detector, and publishes its transitions and alerts, exactly once. */
final class DetectJob {
    private DetectJob() {}

    /** Without a shuffle, as {@link CompareJob}. */
    static JobClient start(KafkaAccess access, String group, Duration checkpoints, Path directory, String backend)
            throws Exception {
        var environment = JobParts.environment(backend, checkpoints, directory);
        var observations = JobParts.observations(environment, access, group, Decode.all(access));
        KeySelector<Observation, String> key = it -> it.target().toString();
        DataStreamUtils.reinterpretAsKeyedStream(observations, key, Types.STRING)
                .process(new Detect(), TypeInformation.of(Event.class))
                .sinkTo(JobParts.sink(access, group, new Encode(group, access)));
        return environment.executeAsync(group);
    }
}
