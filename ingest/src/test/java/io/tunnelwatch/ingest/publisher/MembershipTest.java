package io.tunnelwatch.ingest.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.runtime.ClockStepDetector;
import io.tunnelwatch.testsupport.ManualClock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Membership of the group, and what happens to it when the wall clock is set. */
class MembershipTest {
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final ManualClock clock = new ManualClock();

    @Test
    @Tag("F-42")
    void shouldJoinAnewWhenTheClockWasSetBack() {
        // Given
        try (var membership = membership()) {
            membership.start(owner());
            Awaitility.await().until(membership::isJoined);
            // When
            clock.step(Duration.ofHours(-1));
            // Then
            Awaitility.await().until(() -> told.size() == 4 && membership.isJoined());
            assertThat(told).containsExactly("owns [0, 1]", "disowns [0, 1]", "clock was set", "owns [0, 1]");
            assertThat(members).hasSize(2);
            assertThat(members.get(0).closed()).isTrue();
            assertThat(membership.ended()).isNotDone();
        }
        assertThat(told).last().isEqualTo("disowns [0, 1]");
    }

    private Membership membership() {
        return new Membership(
                () -> {
                    var member = new Member();
                    members.add(member);
                    return member;
                },
                "observations",
                "one",
                new ClockStepDetector(clock, () -> 0));
    }

    private Membership.AssignmentListener owner() {
        return new Membership.AssignmentListener() {
            @Override
            public void assigned(Set<Integer> partitions) {
                told.add("owns " + partitions);
            }

            @Override
            public void revoked(Set<Integer> partitions) {
                told.add("disowns " + partitions);
            }

            @Override
            public void clockWasSet() {
                told.add("clock was set");
            }
        };
    }

    /**
     * A member that gets two partitions with its first poll, and then polls until it is woken, as after its clock was set back.
     */
    private static final class Member extends MockConsumer<byte[], byte[]> {
        private final Semaphore woken = new Semaphore(0);
        private final List<TopicPartition> partitions =
                List.of(new TopicPartition("vpn.observations.v1", 0), new TopicPartition("vpn.observations.v1", 1));
        private ConsumerRebalanceListener listener = new NoAssignmentListener();
        private boolean given;

        Member() {
            super("earliest");
        }

        @Override
        public synchronized void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
            super.subscribe(topics, listener);
            this.listener = listener;
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // woken while it polls
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (!given) {
                given = true;
                rebalance(partitions); // this notifies the listener
                return ConsumerRecords.empty();
            }
            woken.acquireUninterruptibly();
            throw new WakeupException();
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // woken while it polls
        public void wakeup() {
            woken.release();
        }

        @Override
        public synchronized void close(org.apache.kafka.clients.consumer.CloseOptions options) {
            listener.onPartitionsRevoked(partitions);
            super.close(options);
        }
    }

    private static final class NoAssignmentListener implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
    }
}
