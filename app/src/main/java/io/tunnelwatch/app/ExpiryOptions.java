package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the end of a command, and for its reason. */
final class ExpiryOptions {
    @Option(names = "--for", paramLabel = "DURATION", description = "How long it lasts, such as 30m, 2h or 1h30m.")
    private @Nullable String duration;

    @Option(names = "--until", paramLabel = "TIME", description = "When it ends, such as 2026-11-21T18:00:00+08:00.")
    private @Nullable String until;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who find it later.")
    private @Nullable String reason;

    void put(ObjectNode body) {
        put(body, "for", duration);
        put(body, "until", until);
        put(body, "reason", reason);
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
