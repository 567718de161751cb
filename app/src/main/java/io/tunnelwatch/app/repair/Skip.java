package io.tunnelwatch.app.repair;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.streams.StoppedGroup;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Moves stopped applications past one record on which they fail. */
public final class Skip {
    private final StoppedKafka kafka;
    private final TopicPartition partition;
    private final long offset;

    public Skip(StoppedKafka kafka, String topic, int partition, long offset) {
        this.kafka = kafka;
        this.partition = new TopicPartition(topic, partition);
        this.offset = offset;
    }

    /** Returns a line for each application: what was done, or why nothing had to be done. */
    public List<String> run(List<String> applicationIds) {
        refuseWhatIsNotThere();
        var lines = new ArrayList<String>();
        for (String applicationId : applicationIds) {
            var group = kafka.group(applicationId);
            Long position = group.positions().get(partition);
            lines.add(applicationId + ": " + (position == null ? "has not read " + partition : moved(group, position)));
        }
        return lines;
    }

    private String moved(StoppedGroup group, long position) {
        if (position > offset) {
            return "is already past it, at " + position;
        }
        group.move(partition, offset + 1);
        return "continues at " + (offset + 1) + " of " + partition + ", was at " + position + skipped(position);
    }

    /** Says that an offset further on also skips the records in between. */
    private String skipped(long position) {
        long others = offset - position;
        return others == 0 ? "" : "; " + others + " records before it are skipped with it";
    }

    private void refuseWhatIsNotThere() {
        try (var consumer = new KafkaConsumer<>(
                kafka.kafka().consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            boolean isThere = consumer.listTopics().containsKey(partition.topic())
                    && consumer.partitionsFor(partition.topic()).stream()
                            .anyMatch(it -> it.partition() == partition.partition());
            if (!isThere) {
                throw new OperatorException(
                        "There is no partition " + partition + ": 'tunnelwatch topics' lists the topics.");
            }
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            if (offset < 0 || offset >= end) {
                throw new OperatorException("Offset " + offset + " is not in " + partition + ", which ends at " + end
                        + ": check the offset in the log message.");
            }
        }
    }
}
