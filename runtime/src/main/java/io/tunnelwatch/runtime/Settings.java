package io.tunnelwatch.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The operator's settings: a properties file, overridden by environment variables, overridden by the command line. Names are
 * case-insensitive. A value may be {@code ${file:/path:key}} or {@code ${env:NAME}} if {@code config.providers} names Kafka's
 * providers for it.
 */
public final class Settings {
    private static final String ENVIRONMENT_PREFIX = "TUNNELWATCH_";
    private static final String PROVIDERS = "config.providers";

    /** Settings that are passed on unchanged: to Kafka's clients, to the serde, to Kafka's config providers. */
    private static final String[] PASSED_ON = {"kafka.", "serde.", PROVIDERS};

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]+):[^}]*}");

    private final TreeMap<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = new TreeMap<>(values);
    }

    public static Settings of(Map<String, String> values) {
        var lower = new TreeMap<String, String>();
        values.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value.strip()));
        return new Settings(lower);
    }

    /** Reads all sources; {@code TUNNELWATCH_ALERTS_KEEP_FIRING} sets {@code alerts.keep.firing}. */
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

    /** The environment variable of a setting. */
    public static String variable(String name) {
        return ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** These settings, overridden by others. */
    public Settings with(Settings others) {
        var all = new TreeMap<>(values);
        all.putAll(others.values);
        return new Settings(all);
    }

    /** These settings, overridden by others. */
    public Settings with(Map<String, String> others) {
        return with(of(others));
    }

    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(lower(name)));
    }

    /** The settings of a definition, validated; an invalid value is reported to the operator. */
    public AbstractConfig parse(ConfigDef definition) {
        AbstractConfig config;
        try {
            config = new AbstractConfig(definition, values, false);
        } catch (ConfigException e) {
            throw new OperatorException("Setting refused: " + e.getMessage(), e);
        }
        refuseUnresolved(config.originals());
        return config;
    }

    /** The settings below a prefix, without the prefix; references in values are resolved. */
    public Map<String, Object> under(String prefix) {
        return new HashMap<>(parse(new ConfigDef()).originalsWithPrefix(prefix));
    }

    /** All settings as the operator gave them; references in values are not resolved. */
    public SortedMap<String, String> asGiven() {
        return Collections.unmodifiableSortedMap(values);
    }

    /** Kafka leaves a reference that has no value as it is, so that a client would take it for the password itself. */
    private void refuseUnresolved(Map<String, Object> resolved) {
        List<String> providers = List.of(values.getOrDefault(PROVIDERS, "").split("\\s*,\\s*"));
        resolved.forEach((name, value) -> {
            String given = values.getOrDefault(name, "");
            REFERENCE
                    .matcher(String.valueOf(value))
                    .results()
                    .filter(it -> given.contains(it.group()) && providers.contains(it.group(1)))
                    .findFirst()
                    .ifPresent(it -> {
                        throw new OperatorException("Setting refused: '" + name + "' refers to " + it.group()
                                + ", which has no value; set it there, or correct the reference.");
                    });
        });
    }

    /** Refuses unknown settings: a misspelt one must not be ignored silently. */
    public void refuseUnknown(Collection<ConfigDef> definitions) {
        values.keySet().stream()
                .filter(name -> !isPassedOn(name))
                .filter(name -> definitions.stream().noneMatch(it -> it.names().contains(name)))
                .findFirst()
                .ifPresent(name -> {
                    throw new OperatorException("Unknown setting '" + name
                            + "': remove it or correct its spelling; 'tunnelwatch config' lists every setting.");
                });
    }

    /** Returns whether a setting is one of another library, which nobody here knows. */
    public static boolean isPassedOn(String name) {
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
                    "Settings file " + file + " cannot be read (" + e.getMessage()
                            + "): correct it or its permissions.",
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
