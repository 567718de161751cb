package io.tunnelwatch.app.platform;

import io.tunnelwatch.runtime.files.MarkerFile;
import io.tunnelwatch.runtime.files.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Access of our own clients to the embedded broker: a listener of their own, and a secret that is kept in the broker's
 * directory. The port is kept beside it, so that clients in other processes find both.
 *
 * @param secret never shown
 * @param port 0 until it is known
 */
record OwnClientAccess(String secret, int port) {
    static final String USER = "tunnelwatch";
    private static final int BYTES = 32;

    /** The access of earlier runs, or a new one. */
    static OwnClientAccess in(Path directory) throws IOException {
        Path file = file(directory);
        if (Files.exists(file)) {
            SecretFile.requirePrivate("The broker's secret", file);
        }
        return new MarkerFile(file).read(OwnClientAccess::parsed).orElseGet(OwnClientAccess::generated);
    }

    private static Path file(Path directory) {
        return directory.resolve("own-clients.secret");
    }

    private static OwnClientAccess generated() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return new OwnClientAccess(Base64.getUrlEncoder().withoutPadding().encodeToString(secret), 0);
    }

    private static Optional<OwnClientAccess> parsed(String text) {
        return text.matches("[A-Za-z0-9_-]{43}\\n\\d{1,5}")
                ? Optional.of(new OwnClientAccess(text.substring(0, 43), Integer.parseInt(text.substring(44))))
                : Optional.empty();
    }

    OwnClientAccess at(int boundPort) {
        return new OwnClientAccess(secret, boundPort);
    }

    void save(Path directory) throws IOException {
        new MarkerFile(file(directory)).write(secret + "\n" + port + "\n");
    }

    /** Kafka settings for a client. */
    Map<String, String> client() {
        return Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login() + ";");
    }

    /** JAAS configuration for the broker and its controller, which log in to each other the same way. */
    String server() {
        return login() + " user_" + USER + "=\"" + secret + "\";";
    }

    private String login() {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + USER + "\" password=\""
                + secret + "\"";
    }

    @Override
    public String toString() {
        return "OwnClientAccess[port " + port + "]";
    }
}
