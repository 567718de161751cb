package io.tunnelwatch.runtime;

import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** What to say when Kafka refuses a request of a running program for want of a right. */
public final class RefusedRight {
    private RefusedRight() {}

    /** The refusal behind a failure, as one line with its cure; empty if it is no refusal. */
    public static Optional<OperatorException> of(String program, Throwable failure) {
        for (Throwable it = failure; it != null; it = it.getCause()) {
            if (it instanceof AuthorizationException refusal) {
                return Optional.of(new OperatorException(
                        "Kafka refuses a request of the " + program + " (" + refusal.getMessage() + "): "
                                + cure(refusal)
                                + ". 'tunnelwatch topics --acls' lists all rights that it needs.",
                        failure));
            }
        }
        return Optional.empty();
    }

    private static String cure(AuthorizationException refusal) {
        if (refusal instanceof GroupAuthorizationException group) {
            return "grant READ on group " + group.groupId();
        }
        if (refusal instanceof TopicAuthorizationException topics) {
            return "grant what it needs on topic " + String.join(", ", new TreeSet<>(topics.unauthorizedTopics()));
        }
        if (refusal instanceof TransactionalIdAuthorizationException) {
            return "grant WRITE on its transactional ids, which begin with its group or application id";
        }
        if (refusal instanceof ClusterAuthorizationException) {
            return "grant IDEMPOTENT_WRITE on the cluster, which brokers before 2.8 want";
        }
        return "grant the right to the user of this program";
    }
}
