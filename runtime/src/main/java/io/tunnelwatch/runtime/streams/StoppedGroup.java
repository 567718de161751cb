package io.tunnelwatch.runtime.streams;

import io.tunnelwatch.runtime.OperatorException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer group of a stopped Streams application. Kafka refuses to move the offsets of a group that has members, and a
 * static member remains for its session timeout after its process has ended.
 */
public final class StoppedGroup {
    private static final Logger LOG = LoggerFactory.getLogger(StoppedGroup.class);

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    /** The session timeout of our Streams applications, with a margin. */
    private static final Duration MEMBERS_LEAVE_WITHIN = Duration.ofSeconds(15);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Admin admin;
    private final String applicationId;

    public StoppedGroup(Admin admin, String applicationId) {
        this.admin = admin;
        this.applicationId = applicationId;
    }

    /** Removes members whose processes are known to have ended; it would also expel a running one. */
    public void removeMembers() {
        if (!isEmpty()) {
            await(admin.removeMembersFromConsumerGroup(applicationId, new RemoveMembersFromConsumerGroupOptions())
                    .all());
        }
    }

    /** Removes these static members, and no other; one that is not in the group is no failure. */
    void removeMembers(Set<String> instanceIds) {
        var members = instanceIds.stream().map(MemberToRemove::new).collect(Collectors.toSet());
        var removal =
                admin.removeMembersFromConsumerGroup(applicationId, new RemoveMembersFromConsumerGroupOptions(members));
        members.forEach(it -> {
            try {
                await(removal.memberResult(it));
            } catch (UnknownMemberIdException | GroupIdNotFoundException e) {
                LOG.atDebug().addKeyValue("member", it.groupInstanceId()).log("The member has left already");
            }
        });
    }

    /** Waits until the last member is gone, which takes up to its session timeout; fails if a member is still active. */
    public void requireEmpty() {
        long giveUp = System.nanoTime() + MEMBERS_LEAVE_WITHIN.toNanos();
        while (!isEmpty()) {
            if (System.nanoTime() > giveUp) {
                throw new OperatorException(
                        "Group " + applicationId + " has active members: stop every process of it first.");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** The committed offsets of the group; a partition that it has never read is absent. */
    public Map<TopicPartition, Long> positions() {
        var positions = new HashMap<TopicPartition, Long>();
        await(admin.listConsumerGroupOffsets(applicationId).partitionsToOffsetAndMetadata(applicationId))
                .forEach((partition, committed) -> {
                    if (committed != null) {
                        positions.put(partition, committed.offset());
                    }
                });
        return positions;
    }

    public void move(TopicPartition partition, long offset) {
        await(admin.alterConsumerGroupOffsets(applicationId, Map.of(partition, new OffsetAndMetadata(offset)))
                .all());
    }

    /** The topics that Kafka Streams made for this application. */
    public List<String> internalTopics() {
        var internal = Pattern.compile(Pattern.quote(applicationId) + "-.+-(changelog|repartition)");
        return await(admin.listTopics().names()).stream()
                .filter(it -> internal.matcher(it).matches())
                .sorted()
                .toList();
    }

    /** Deletes offsets and internal topics, so that the next start begins from scratch. */
    public void reset() {
        var internal = internalTopics();
        if (!internal.isEmpty()) {
            await(admin.deleteTopics(internal).all());
        }
        if (exists()) {
            await(admin.deleteConsumerGroups(Set.of(applicationId)).all());
        }
    }

    private boolean exists() {
        return await(admin.listGroups().valid()).stream()
                .map(GroupListing::groupId)
                .collect(Collectors.toSet())
                .contains(applicationId);
    }

    private boolean isEmpty() {
        try {
            var described = await(
                            admin.describeConsumerGroups(Set.of(applicationId)).all())
                    .get(applicationId);
            return described == null
                    || described.groupState() == GroupState.EMPTY
                    || described.groupState() == GroupState.DEAD;
        } catch (GroupIdNotFoundException e) {
            return true;
        }
    }

    private <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException unknown) {
                throw unknown;
            }
            if (e.getCause() instanceof UnknownMemberIdException unknown) {
                throw unknown;
            }
            throw unanswered(e.getCause());
        } catch (TimeoutException e) {
            throw unanswered(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered(e);
        }
    }

    private OperatorException unanswered(@Nullable Throwable cause) {
        return new OperatorException(
                "Kafka refused a request about group " + applicationId + " (" + cause
                        + "): check that the brokers are up and that every process of the group is stopped.",
                cause);
    }
}
