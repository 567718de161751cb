package io.tunnelwatch.app.fuzz;

import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.program.Settings;
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

/** Whatever an operator writes: it is taken, or it is refused by a sentence. */
public final class OperatorSettings {
    private static final List<Consumer<Settings>> PROGRAMS =
            List.of(IngestSettings::of, ProcessorSettings::of, SinkSettings::of);

    private OperatorSettings() {}

    public static void fuzzerTestOneInput(byte[] text) {
        var values = properties(new String(text, StandardCharsets.UTF_8));
        // Whoever names a class of his own to fetch his settings runs it.
        values.keySet().removeIf(it -> it.startsWith("config.providers"));
        for (Consumer<Settings> program : PROGRAMS) {
            try {
                program.accept(Settings.of(values));
            } catch (OperatorException e) {
                Must.hold(e.getMessage() != null && !e.getMessage().isBlank(), "it is refused without a word");
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
