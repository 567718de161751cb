package io.tunnelwatch.app.platform;

import io.tunnelwatch.runtime.OperatorException;

/** The libraries of the embedded broker. The container image has none: see {@code deploy/broker-libraries}. */
public final class BrokerLibraries {
    private static final String ONE_OF_THEM = "kafka.server.KafkaRaftServer";

    private BrokerLibraries() {}

    /** Refuses to go on without them. Call this before anything refers to the broker's classes. */
    public static void require() {
        require(ONE_OF_THEM);
    }

    /** Returns whether this installation has them. */
    public static boolean arePresent() {
        return isPresent(ONE_OF_THEM);
    }

    static void require(String className) {
        if (!isPresent(className)) {
            throw new OperatorException(
                    "This installation has no broker of its own, as every container: give --bootstrap-servers and"
                            + " --schema-registry, or run ingest, processor and sink. See docs/deploying.md.");
        }
    }

    private static boolean isPresent(String className) {
        try {
            Class.forName(className, false, BrokerLibraries.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
