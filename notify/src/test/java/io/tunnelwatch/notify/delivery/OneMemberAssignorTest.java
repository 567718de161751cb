package io.tunnelwatch.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OneMemberAssignorTest {
    private static final String TOPIC = "vpn.notifications.v1";
    private static final Node BROKER = new Node(1, "127.0.0.1", 9092);
    private static final Node[] REPLICAS = {BROKER};
    private static final Cluster CLUSTER = new Cluster(
            "cluster",
            List.of(BROKER),
            List.of(
                    new PartitionInfo(TOPIC, 0, BROKER, REPLICAS, REPLICAS),
                    new PartitionInfo(TOPIC, 1, BROKER, REPLICAS, REPLICAS)),
            Set.of(),
            Set.of());

    @Test
    void shouldGiveAllPartitionsToOneMember() {
        var assigned = assign(Map.of("b", new OneMemberAssignor(), "a", new OneMemberAssignor()));
        assertThat(assigned).containsEntry("a", 2).containsEntry("b", 0);
    }

    @Test
    void shouldLeaveThemWhereTheyAre() {
        var owner = new OneMemberAssignor();
        owner.onAssignment(new Assignment(List.of(new TopicPartition(TOPIC, 0))), null);

        var assigned = assign(Map.of("z", owner, "a", new OneMemberAssignor()));

        assertThat(assigned).containsEntry("z", 2).containsEntry("a", 0);
    }

    @Test
    void shouldForgetThatItHadThem() {
        var former = new OneMemberAssignor();
        former.onAssignment(new Assignment(List.of(new TopicPartition(TOPIC, 0))), null);
        former.onAssignment(new Assignment(List.of()), null);

        assertThat(assign(Map.of("z", former, "a", new OneMemberAssignor()))).containsEntry("a", 2);
    }

    /** The number of partitions of each member. */
    private static Map<String, Integer> assign(Map<String, OneMemberAssignor> members) {
        var subscriptions = new HashMap<String, Subscription>();
        members.forEach((name, assignor) -> subscriptions.put(
                name, new Subscription(List.of(TOPIC), assignor.subscriptionUserData(Set.of(TOPIC)))));
        var counts = new HashMap<String, Integer>();
        new OneMemberAssignor()
                .assign(CLUSTER, new GroupSubscription(subscriptions))
                .groupAssignment()
                .forEach((name, assignment) ->
                        counts.put(name, assignment.partitions().size()));
        return counts;
    }
}
