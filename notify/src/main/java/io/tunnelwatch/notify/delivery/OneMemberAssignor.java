package io.tunnelwatch.notify.delivery;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Gives all partitions to one member of the group, and the others stand by: the rate limit of a destination can be kept by one
 * process only. The member that has them keeps them when another one comes.
 */
public final class OneMemberAssignor implements ConsumerPartitionAssignor {
    private static final byte HAS_THEM = 1;

    private volatile boolean hasThem;

    @Override
    public String name() {
        return "tunnelwatch-one-member";
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        return ByteBuffer.wrap(new byte[] {hasThem ? HAS_THEM : 0});
    }

    @Override
    public void onAssignment(@Nullable Assignment assignment, @Nullable ConsumerGroupMetadata metadata) {
        hasThem = assignment != null && !assignment.partitions().isEmpty();
    }

    @Override
    public GroupAssignment assign(Cluster metadata, GroupSubscription groupSubscription) {
        Map<String, Subscription> members = groupSubscription.groupSubscription();
        String chosen = members.entrySet().stream()
                .min(Comparator.comparing((Map.Entry<String, Subscription> it) -> !hasThem(it.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .orElseThrow()
                .getKey();
        var assignments = new HashMap<String, Assignment>();
        members.forEach((member, subscription) -> assignments.put(
                member, new Assignment(member.equals(chosen) ? all(metadata, subscription) : List.of())));
        return new GroupAssignment(assignments);
    }

    private static boolean hasThem(Subscription member) {
        ByteBuffer data = member.userData();
        return data != null && data.remaining() > 0 && data.get(data.position()) == HAS_THEM;
    }

    private static List<TopicPartition> all(Cluster metadata, Subscription subscription) {
        var all = new ArrayList<TopicPartition>();
        subscription.topics().forEach(topic -> metadata.partitionsForTopic(topic)
                .forEach(it -> all.add(new TopicPartition(topic, it.partition()))));
        return all;
    }
}
