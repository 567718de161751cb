package io.tunnelwatch.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.state.ConnectionMemory;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.LineMemory;
import io.tunnelwatch.processor.state.SettingsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.runtime.streams.ReleasedStates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Changelogs outlive versions: today's version must read the state of every released one. A version is released by adding a
 * file, never by changing one; {@code -Dtest=ReleasedStatesTest -DargLine=-Dschemas.release=true} writes the next one if
 * today's is missing.
 */
class ReleasedStatesTest {
    private static final Path RESOURCES =
            Path.of("src", "main", "resources", "io", "tunnelwatch", "processor", "state");

    static Stream<Class<? extends SpecificRecord>> memories() {
        return Stream.of(
                ConnectionMemory.class, GroupsMemory.class, LineMemory.class, SettingsMemory.class, TargetMemory.class);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void shouldReadWhatEveryReleasedVersionRemembered(Class<? extends SpecificRecord> memory) throws IOException {
        if (Boolean.getBoolean("schemas.release")) {
            release(memory);
        }
        Schema today = SpecificData.get().getSchema(memory);
        List<Schema> released = ReleasedStates.of(memory);

        assertThat(released).isNotEmpty();
        assertThat(released).allSatisfy(it -> assertThat(unreadable(today, it)).isEmpty());
    }

    /** Shows that the test before this one can fail. */
    @Test
    void shouldNoticeAFieldThatCannotBeFilledIn() {
        Schema today = TargetMemory.getClassSchema();
        Schema next = new Schema.Parser()
                .parse(today.toString()
                        .replace("{\"name\":\"digest\"", "{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"digest\""));

        assertThat(unreadable(next, today)).isNotEmpty();
    }

    private static List<SchemaCompatibility.Incompatibility> unreadable(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities();
    }

    private static void release(Class<? extends SpecificRecord> memory) throws IOException {
        Schema today = SpecificData.get().getSchema(memory);
        var released = ReleasedStates.of(memory);
        if (released.stream().noneMatch(it -> it.toString().equals(today.toString()))) {
            Path file = RESOURCES.resolve(today.getName() + "." + (released.size() + 1) + ".avsc");
            Files.writeString(file, SchemaFormatter.format("json/pretty", today) + "\n");
        }
    }
}
