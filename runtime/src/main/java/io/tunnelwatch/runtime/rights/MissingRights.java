package io.tunnelwatch.runtime.rights;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka which rights this client lacks, without using them. A broker before 2.3 does not tell, and no broker tells it of a
 * group or topic that does not exist: a right that is reported is missing, and the first use finds the others.
 */
public final class MissingRights {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** End of a name below a prefix. Kafka is only asked whether it might be used, and nothing of this name is made. */
    private static final String NEVER_MADE = "rights-check";

    private final Admin admin;

    public MissingRights(Admin admin) {
        this.admin = admin;
    }

    public List<Right> of(Collection<Right> needed) throws TimeoutException, InterruptedException {
        var missing = new ArrayList<Right>();
        for (Right it : needed) {
            var lacking = EnumSet.copyOf(it.operations());
            lacking.removeAll(allowed(it).orElse(it.operations()));
            if (!lacking.isEmpty()) {
                missing.add(new Right(it.resource(), lacking));
            }
        }
        return missing;
    }

    /** The operations that Kafka allows; empty if it does not tell. */
    private Optional<Set<AclOperation>> allowed(Right right) throws TimeoutException, InterruptedException {
        String name = right.resource().name();
        boolean isPrefix = right.resource().patternType() == PatternType.PREFIXED;
        return switch (right.resource().resourceType()) {
            case TOPIC -> isPrefix ? onTopicsOf(name, right.operations()) : onTopic(name);
            case GROUP -> isPrefix ? Optional.empty() : onGroup(name);
            case TRANSACTIONAL_ID -> onTransactions(name + NEVER_MADE);
            // Kafka tells only those who may describe the cluster; what else is wanted there, brokers from 2.8 on do
            // not want.
            case CLUSTER -> right.operations().contains(AclOperation.DESCRIBE) ? onCluster() : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Optional<Set<AclOperation>> onTopic(String name) throws TimeoutException, InterruptedException {
        var asked = admin.describeTopics(List.of(name), new DescribeTopicsOptions().includeAuthorizedOperations(true));
        return answer(asked.topicNameValues().get(name), TopicDescription::authorizedOperations);
    }

    /**
     * On the topics below a prefix: the rights to see one and to make one can be asked for with any name, the others only of
     * those that there are.
     */
    private Optional<Set<AclOperation>> onTopicsOf(String prefix, Set<AclOperation> needed)
            throws TimeoutException, InterruptedException {
        var names = answer(admin.listTopics().names(), Function.identity()).orElse(Set.of());
        Set<AclOperation> allowed = EnumSet.copyOf(needed);
        onTopic(prefix + NEVER_MADE).ifPresent(allowed::retainAll);
        for (String name : names) {
            if (name.startsWith(prefix)) {
                onTopic(name).ifPresent(allowed::retainAll);
            }
        }
        if (needed.contains(AclOperation.CREATE) && !mayMake(prefix + NEVER_MADE)) {
            allowed.remove(AclOperation.CREATE);
        }
        return Optional.of(allowed);
    }

    private boolean mayMake(String topic) throws TimeoutException, InterruptedException {
        var asked = admin.createTopics(
                List.of(new NewTopic(topic, Optional.of(1), Optional.of((short) 1))),
                new CreateTopicsOptions().validateOnly(true));
        return answer(asked.all(), nothing -> Set.of(AclOperation.CREATE))
                .map(it -> !it.isEmpty())
                .orElse(true);
    }

    private Optional<Set<AclOperation>> onGroup(String name) throws TimeoutException, InterruptedException {
        var asked = admin.describeConsumerGroups(
                List.of(name), new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true));
        return answer(asked.describedGroups().get(name), it -> it.authorizedOperations());
    }

    private Optional<Set<AclOperation>> onCluster() throws TimeoutException, InterruptedException {
        var asked = admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true));
        return answer(asked.authorizedOperations(), Function.identity());
    }

    /** The right to write includes the one to describe; an id that is not in use is enough to tell. */
    private Optional<Set<AclOperation>> onTransactions(String id) throws TimeoutException, InterruptedException {
        return answer(admin.describeTransactions(List.of(id)).description(id), it -> null);
    }

    private static <T, R> Optional<Set<R>> answer(
            @Nullable KafkaFuture<T> asked, Function<T, @Nullable Set<R>> operations)
            throws TimeoutException, InterruptedException {
        try {
            T answer = Objects.requireNonNull(asked).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return Optional.ofNullable(operations.apply(answer));
        } catch (ExecutionException e) {
            return e.getCause() instanceof AuthorizationException ? Optional.of(Set.of()) : Optional.empty();
        }
    }
}
