package io.tunnelwatch.app.assembly;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.files.AtomicFile;
import io.tunnelwatch.runtime.files.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Settings with which our own clients may write to the broker of {@code up}, and its rules of alerts, in a file of its data
 * directory. Commands with {@code --data-dir} read it.
 */
public final class OwnClientSettings {
    private static final String NAME = "own-clients.properties";
    private static final String RULES = "alerts.";

    private OwnClientSettings() {}

    /** Turns the settings of a Kafka client into those of a program. */
    static Map<String, String> asSettings(Map<String, String> client) {
        var settings = new HashMap<String, String>();
        client.forEach((name, value) ->
                settings.put(name.equals(KafkaAccess.BOOTSTRAP_SERVERS) ? name : "kafka." + name, value));
        return settings;
    }

    /** Writes the file. Call it when broker and registry are up. */
    static void save(Path dataDirectory, Settings settings) {
        var kept = new Properties();
        settings.under("kafka.").forEach((name, value) -> {
            if (name.startsWith("sasl.") || name.equals("security.protocol")) {
                kept.setProperty("kafka." + name, String.valueOf(value));
            }
        });
        settings.under(RULES).forEach((name, value) -> kept.setProperty(RULES + name, String.valueOf(value)));
        var access = KafkaAccess.of(settings);
        kept.setProperty(KafkaAccess.BOOTSTRAP_SERVERS, access.bootstrapServers());
        kept.setProperty(KafkaAccess.REGISTRY_URL, access.registryUrl());
        Path file = dataDirectory.resolve(NAME);
        try {
            AtomicFile.writePrivately(
                    file,
                    out -> kept.store(
                            out,
                            "Settings of our own clients, which may write here, and the rules in force;"
                                    + " rewritten at every start."));
        } catch (IOException e) {
            throw new OperatorException(
                    file + " cannot be written (" + e.getMessage()
                            + "): correct the permissions of the data directory.",
                    e);
        }
    }

    /**
     * The content of the file.
     *
     * @param client settings of a client
     * @param rules rules of alerts that {@code up} was given, or chose for a demo; a command judges by them unless told otherwise
     */
    public record Kept(Map<String, String> client, Map<String, String> rules) {
        public static final Kept NOTHING = new Kept(Map.of(), Map.of());
    }

    /** Reads the file. */
    public static Kept in(Path dataDirectory) {
        Path file = dataDirectory.resolve(NAME);
        if (!Files.exists(file)) {
            throw new OperatorException("--data-dir " + dataDirectory
                    + ": no 'tunnelwatch up' with a broker of its own has run there; check the directory.");
        }
        SecretFile.requirePrivate("--data-dir", file);
        var kept = new Kept(new HashMap<>(), new HashMap<>());
        Settings.read(Optional.of(file), Map.of(), Map.of())
                .under("")
                .forEach((name, value) ->
                        (name.startsWith(RULES) ? kept.rules() : kept.client()).put(name, String.valueOf(value)));
        return kept;
    }
}
