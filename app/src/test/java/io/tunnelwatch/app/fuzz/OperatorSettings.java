package io.tunnelwatch.app.fuzz;

import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.sink.SinkSettings;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Any settings of an operator are either accepted, or refused with a sentence. */
public final class OperatorSettings {
    private static final List<Consumer<Settings>> PROGRAMS =
            List.of(IngestSettings::of, ProcessorSettings::of, SinkSettings::of);

    private OperatorSettings() {}

    public static void fuzzerTestOneInput(byte[] text) {
        var values = properties(new String(text, StandardCharsets.UTF_8));
        // An operator who names a class as a config provider runs that class.
        values.keySet().removeIf(it -> it.startsWith("config.providers"));
        for (Consumer<Settings> program : PROGRAMS) {
            try {
                program.accept(Settings.of(values));
            } catch (OperatorException e) {
                FuzzAssertions.hold(
                        e.getMessage() != null && !e.getMessage().isBlank(), "it is refused without a word");
            }
        }
    }

    private static Map<String, String> properties(String text) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            return new TreeMap<>(); // which the reader of the file refuses
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it is read from memory
        }
        var values = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(it -> values.put(it, properties.getProperty(it)));
        return values;
    }
}
