package io.tunnelwatch.runtime;

import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** What to say about a request of an administrator's client that Kafka refused, or did not answer. */
final class RefusedRequest {
    private RefusedRequest() {}

    static OperatorException of(String bootstrapServers, @Nullable Throwable cause) {
        return new OperatorException("Kafka at " + bootstrapServers + " " + what(cause), cause);
    }

    private static String what(@Nullable Throwable cause) {
        String reason = " (" + rootMessage(cause) + "): ";
        if (cause instanceof AuthorizationException) {
            return "refuses a request" + reason
                    + "'tunnelwatch topics --acls' lists the rights that the programs need. See"
                    + " docs/runbook.md#topics-deleted.";
        }
        if (cause instanceof AuthenticationException) {
            return "does not let this client in" + reason + "check the login and the certificates below kafka.";
        }
        if (cause instanceof UnsupportedVersionException) {
            return "is too old for a request" + reason
                    + "Tunnelwatch needs brokers of version 2.5 or newer. See docs/kafka.md.";
        }
        if (cause instanceof ApiException && !(cause instanceof RetriableException)) {
            return "refuses a request" + reason
                    + "if it is about topics, make them by the means of your cluster. 'tunnelwatch topics --format"
                    + " kafka-cli' prints what has to be made. See docs/kafka.md.";
        }
        return "does not answer" + reason + "check bootstrap.servers and that the brokers are up.";
    }

    static String rootMessage(@Nullable Throwable thrown) {
        Throwable it = thrown;
        while (it != null && it.getCause() != null) {
            it = it.getCause();
        }
        return it == null ? "no reason given" : it.getClass().getSimpleName() + ": " + it.getMessage();
    }
}
