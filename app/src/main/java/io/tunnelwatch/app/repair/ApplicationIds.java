package io.tunnelwatch.app.repair;

import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.sink.SinkSettings;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The application ids of processor and sink: names of their consumer groups, and prefixes of their topics. A tool needs no other
 * setting of the programs, such as a file with a password that is on another machine.
 */
public record ApplicationIds(String processor, String sink) {
    public static ApplicationIds of(Settings settings) {
        return new ApplicationIds(
                read(settings, ProcessorSettings.definition(), "processor.application.id"),
                read(settings, SinkSettings.definition(), "sink.application.id"));
    }

    private static String read(Settings settings, ConfigDef definition, String name) {
        var only = new ConfigDef()
                .define(Objects.requireNonNull(definition.configKeys().get(name)));
        return settings.parse(only).getString(name);
    }

    public List<String> all() {
        return List.of(processor, sink);
    }

    /** Both, as in a sentence. */
    @Override
    public String toString() {
        return String.join(" and ", all());
    }
}
