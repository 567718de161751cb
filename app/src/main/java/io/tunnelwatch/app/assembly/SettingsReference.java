package io.tunnelwatch.app.assembly;

import io.tunnelwatch.app.running.LogSettings;
import io.tunnelwatch.ingest.CloudAccess;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.notify.GateSettings;
import io.tunnelwatch.notify.NotifySettings;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.sink.SinkSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Reference of all settings of all parts. */
public final class SettingsReference {
    public static final String NONE = "–";

    private static final String REQUIRED = "must be set";

    public static final String PASSED_ON =
            "Settings under 'kafka.' are passed to Kafka's clients without this prefix; those"
                    + " under 'kafka.producer.', 'kafka.consumer.' and 'kafka.admin.' only to that kind of client. Settings"
                    + " under 'serde.' are passed to the serde in the same way. 'config.providers' names Kafka's config"
                    + " providers, with which a value can be a reference: '${file:/path:key}' or '${env:NAME}'.";

    /** By the program that they are for, in the order in which a newcomer needs them. */
    private static final Map<String, ConfigDef> BY_PART = byPart();

    private static final Pattern SECRET_NAME =
            Pattern.compile("password|secret|jaas|token|credential|\\.key$|user\\.info|privatekey");
    private static final Pattern NO_SECRET =
            Pattern.compile("\\.(file|location|url|uri|source|type|class|name|seconds|ms)$");
    /** Many receivers know their senders by nothing but the address. */
    private static final Pattern RECEIVER = Pattern.compile("notify\\.(?!page\\.|runbook\\.)[^.]+\\.url");

    private static final Pattern KEY_IN_ADDRESS = Pattern.compile("[?]|/[^/?,]{20,}");

    private static final Pattern ELSEWHERE = Pattern.compile("\\$\\{[a-z]+:[^}]*}");
    private static final Pattern USER_IN_ADDRESS = Pattern.compile("//[^/@\\s]*@");
    private static final String HIDDEN = "[hidden]";

    /** The documentation of every setting ends in an example: a value that an operator may set. */
    private static final Pattern DOCUMENTATION = Pattern.compile("(?<what>.+) Example: (?<example>.+)\\.");

    /**
     * One setting of the reference.
     *
     * @param limits what its values must be besides the type; empty if anything goes
     */
    public record Entry(
            String part,
            String name,
            String type,
            String limits,
            String standard,
            String environment,
            String what,
            String example) {
        public boolean hasDefault() {
            return !standard.equals(NONE) && !standard.equals(REQUIRED);
        }
    }

    private SettingsReference() {}

    private static Map<String, ConfigDef> byPart() {
        Predicate<String> ofCloud = CloudAccess.definition().names()::contains;
        Predicate<String> ofPage = name -> name.startsWith("http.") || name.startsWith("page.");
        Predicate<String> ofBroker = name -> name.startsWith("disk.");
        var parts = new LinkedHashMap<String, ConfigDef>();
        parts.put("All programs", KafkaAccess.definition());
        parts.put("Logs of all programs", LogSettings.definition());
        parts.put("Ingest", only(ofCloud.negate(), IngestSettings.definition()));
        parts.put("Cloud access of ingest", only(ofCloud, IngestSettings.definition()));
        parts.put("Processor", ProcessorSettings.definition());
        parts.put("Sink", only(ofPage.negate(), SinkSettings.definition()));
        parts.put("Page and API of the sink", only(ofPage, SinkSettings.definition()));
        parts.put("Notices of the sink", notices());
        parts.put("Health and metrics of ingest and processor", only(ofBroker.negate(), AppSettings.definition()));
        parts.put("Broker of tunnelwatch up", only(ofBroker, AppSettings.definition()));
        return parts;
    }

    private static ConfigDef notices() {
        var all = NotifySettings.definition();
        GateSettings.definition().configKeys().values().forEach(all::define);
        return all;
    }

    private static ConfigDef only(Predicate<String> names, ConfigDef definition) {
        var some = new ConfigDef();
        definition.configKeys().values().stream()
                .filter(it -> names.test(it.name))
                .forEach(some::define);
        return some;
    }

    public static List<Entry> entries() {
        var entries = new ArrayList<Entry>();
        BY_PART.forEach(
                (part, definition) -> definition.configKeys().values().forEach(key -> entries.add(entry(part, key))));
        return entries;
    }

    static List<ConfigDef> definitions() {
        return List.copyOf(BY_PART.values());
    }

    /** Refuses settings that no part knows, such as misspelt ones. */
    public static void refuseUnknown(Settings settings) {
        var known = new ArrayList<>(BY_PART.values());
        known.add(NotifySettings.definition(settings));
        settings.refuseUnknown(known);
    }

    /** The settings with their secrets redacted, for printing. */
    public static Map<String, String> redacted(Settings settings) {
        var values = new LinkedHashMap<String, String>();
        settings.asGiven().forEach((name, value) -> values.put(name, redacted(name, value)));
        return values;
    }

    private static String redacted(String name, String value) {
        return isSecret(name) ? HIDDEN : USER_IN_ADDRESS.matcher(value).replaceAll("//" + HIDDEN + "@");
    }

    private static boolean isSecret(String name) {
        return SECRET_NAME.matcher(name).find()
                || RECEIVER.matcher(name).matches()
                || BY_PART.values().stream()
                        .map(it -> it.configKeys().get(name))
                        .anyMatch(it -> it != null && it.type == ConfigDef.Type.PASSWORD);
    }

    /**
     * Returns whether the value itself is secret, and not just the name of a file, a place or a variable that holds the secret.
     */
    public static boolean holdsSecret(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean isPlain = !value.isBlank() && !ELSEWHERE.matcher(value.strip()).matches();
        return isPlain
                && ((isSecret(lower) && !NO_SECRET.matcher(lower).find())
                        || (RECEIVER.matcher(lower).matches()
                                && KEY_IN_ADDRESS.matcher(value).find())
                        || USER_IN_ADDRESS.matcher(value).find());
    }

    private static Entry entry(String part, ConfigKey key) {
        var documentation = DOCUMENTATION.matcher(key.documentation);
        if (!documentation.matches()) {
            throw new IllegalStateException("The documentation of " + key.name + " does not end in an example");
        }
        return new Entry(
                part,
                key.name,
                key.type.name().toLowerCase(Locale.ROOT),
                limits(key),
                standard(key),
                Settings.variable(key.name),
                documentation.group("what"),
                documentation.group("example"));
    }

    private static String limits(ConfigKey key) {
        return key.validator == null
                ? ""
                : String.valueOf(key.validator)
                        .replaceFirst("^\\[(.+),\\.{3},(.+)]$", "$1 to $2")
                        .replaceFirst("^\\[(.+),\\.{3}]$", "at least $1")
                        .replace("non-empty string", "not empty");
    }

    private static String standard(ConfigKey key) {
        if (!key.hasDefault()) {
            return REQUIRED;
        }
        Object value = key.defaultValue;
        if (value instanceof List<?> list) {
            value = String.join(",", list.stream().map(String::valueOf).toList());
        }
        return value == null || value.toString().isEmpty() ? NONE : value.toString();
    }
}
