package io.tunnelwatch.schemas.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * What the operator set: a properties file, environment variables over it, the command line over both. Names are
 * compared without regard to case. A value may be {@code ${file:/path:key}} or {@code ${env:NAME}} where
 * {@code config.providers} names Kafka's providers for it.
 */
public final class Settings {
    private static final String ENVIRONMENT_PREFIX = "TUNNELWATCH_";

    /** Settings that are handed on as they are, to Kafka's clients, to the serde, to Kafka's own config providers. */
    private static final String[] PASSED_ON = {"kafka.", "serde.", "config.providers"};

    private final TreeMap<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = new TreeMap<>(values);
    }

    public static Settings of(Map<String, String> values) {
        var lower = new TreeMap<String, String>();
        values.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value.strip()));
        return new Settings(lower);
    }

    /** {@code TUNNELWATCH_ALERTS_KEEP_FIRING} is {@code alerts.keep.firing}. */
    public static Settings read(Optional<Path> file, Map<String, String> environment, Map<String, String> commandLine) {
        var all = new HashMap<String, String>();
        file.ifPresent(path -> readFile(path, all));
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX)) {
                all.put(lower(name.substring(ENVIRONMENT_PREFIX.length())).replace('_', '.'), value);
            }
        });
        commandLine.forEach((name, value) -> all.put(lower(name), value));
        return of(all);
    }

    /** The environment variable that sets it. */
    public static String variable(String name) {
        return ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** These settings with others over them. */
    public Settings with(Settings others) {
        var all = new TreeMap<>(values);
        all.putAll(others.values);
        return new Settings(all);
    }

    /** These settings with others over them. */
    public Settings with(Map<String, String> others) {
        return with(of(others));
    }

    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(lower(name)));
    }

    /** The settings that a definition knows, validated; what is wrong is the operator's to mend. */
    public AbstractConfig parse(ConfigDef definition) {
        try {
            return new AbstractConfig(definition, values, false);
        } catch (ConfigException e) {
            throw new OperatorException("Setting refused: " + e.getMessage(), e);
        }
    }

    /** What stands under a prefix, without the prefix and unresolved. */
    public Map<String, Object> under(String prefix) {
        return new HashMap<>(new AbstractConfig(new ConfigDef(), values, false).originalsWithPrefix(prefix));
    }

    /** A misspelt setting must not be a silent one. */
    public void refuseUnknown(Collection<ConfigDef> definitions) {
        values.keySet().stream()
                .filter(name -> !isPassedOn(name))
                .filter(name -> definitions.stream().noneMatch(it -> it.names().contains(name)))
                .findFirst()
                .ifPresent(name -> {
                    throw new OperatorException("Unknown setting '" + name
                            + "': remove it or mend its spelling; 'tunnelwatch config' lists every setting.");
                });
    }

    private static boolean isPassedOn(String name) {
        for (String prefix : PASSED_ON) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static void readFile(Path file, Map<String, String> into) {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
            properties.stringPropertyNames().forEach(name -> into.put(lower(name), properties.getProperty(name)));
        } catch (NoSuchFileException e) {
            throw new OperatorException("No settings file at " + file + ": check the path.", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new OperatorException(
                    "Settings file " + file + " cannot be read (" + e.getMessage() + "): mend it or its permissions.",
                    e);
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Names only: a value may be a secret. */
    @Override
    public String toString() {
        return "Settings" + values.keySet();
    }
}
