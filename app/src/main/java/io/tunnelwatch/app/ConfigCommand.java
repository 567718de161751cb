package io.tunnelwatch.app;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.kafka.common.config.ConfigDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Every setting, from where it is defined. */
@Command(
        name = "config",
        description = "Shows every setting: name, default, environment variable, what it does.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tunnelwatch config", "  tunnelwatch config --format markdown > docs/settings.md"})
final class ConfigCommand implements Callable<Integer> {
    /** How it is shown. */
    enum Format {
        TEXT,
        MARKDOWN
    }

    @Option(names = "--format", defaultValue = "TEXT", description = "${COMPLETION-CANDIDATES}")
    private Format format = Format.TEXT;

    @Override
    public Integer call() {
        System.out.print(format == Format.MARKDOWN ? markdown() : text());
        return 0;
    }

    static String markdown() {
        var out = new StringBuilder("# Settings\n\nMade by `tunnelwatch config --format markdown`. A properties file"
                + " (`--config`), environment variables over it.\nAnything under `kafka.` goes to Kafka's clients as it is"
                + " (`kafka.producer.…`, `kafka.consumer.…`, `kafka.admin.…` to that kind only), anything under\n`serde.` to"
                + " the serde. Values may be `${file:/path:key}` or `${env:NAME}` where `config.providers` names Kafka's"
                + " providers for it.\n");
        ConfigOption.definitions().forEach((part, definition) -> {
            out.append("\n## ")
                    .append(part)
                    .append("\n\n| setting | default | environment | what |\n|---|---|---|---|\n");
            each(
                    definition,
                    (name, key) -> out.append(String.format(
                            "| `%s` | %s | `%s` | %s |%n",
                            name,
                            key.defaultValue == null
                                            || key.defaultValue.toString().isEmpty()
                                    ? "–"
                                    : "`" + shown(key) + "`",
                            environment(name),
                            key.documentation)));
        });
        return out.toString();
    }

    private static String text() {
        var out = new StringBuilder();
        ConfigOption.definitions().forEach((part, definition) -> {
            out.append(part).append('\n');
            each(
                    definition,
                    (name, key) -> out.append(String.format(
                            "  %s%s%n      %s%n      %s%n",
                            name,
                            key.defaultValue == null
                                            || key.defaultValue.toString().isEmpty()
                                    ? ""
                                    : " = " + shown(key),
                            key.documentation,
                            environment(name))));
            out.append('\n');
        });
        return out.toString();
    }

    /** The machine's own folder for temporary files is not everyone's. */
    private static String shown(ConfigDef.ConfigKey key) {
        return String.valueOf(key.defaultValue).replace(System.getProperty("java.io.tmpdir"), "/tmp");
    }

    private static void each(ConfigDef definition, BiConsumer<String, ConfigDef.ConfigKey> use) {
        definition.configKeys().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(it -> use.accept(it.getKey(), it.getValue()));
    }

    private static String environment(String setting) {
        return "TUNNELWATCH_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
