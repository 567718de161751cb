package io.tunnelwatch.app.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The format's own implementation reads back what is written here. */
class ParquetFileTest {
    private static final List<Column> COLUMNS = List.of(Column.text("name"), Column.moment("at"), Column.text("never"));

    @TempDir
    Path directory;

    @Test
    void shouldBeReadAsItWasWritten() throws IOException {
        // Given
        String beforeTheEpoch = "1969-12-31T23:59:59.999Z";

        // When
        Path file = written(List.of(
                Arrays.asList("Köln–東京 \uD83D\uDE80", "2026-11-21T09:30:00Z", null),
                Arrays.asList("", beforeTheEpoch, null),
                Arrays.asList(null, null, null)));

        // Then
        assertThat(ParquetTable.rows(file))
                .containsExactly(
                        row("Köln–東京 \uD83D\uDE80", "2026-11-21T09:30:00Z"), row("", beforeTheEpoch), row(null, null));
    }

    @Test
    void shouldSayThatMomentsAreInUtcAndTextsAreText() throws IOException {
        assertThat(ParquetTable.description(written(List.of()))
                        .getFileMetaData()
                        .getSchema()
                        .toString()
                        .lines())
                .containsExactly(
                        "message rows {",
                        "  optional binary name (STRING);",
                        "  optional int64 at (TIMESTAMP(MILLIS,true));",
                        "  optional binary never (STRING);",
                        "}");
    }

    @Test
    void shouldBeReadWhenThereIsNothing() throws IOException {
        assertThat(ParquetTable.rows(written(List.of()))).isEmpty();
    }

    /** Counts around the limits of one byte of definition levels and of the short header of their run. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 504, 505, 5_000})
    void shouldBeReadAsItWasWrittenWhateverStandsInIt(int count) throws IOException {
        // Given
        long seed = Long.getLong("seed", 20261121L);
        var random = new SplittableRandom(seed);
        var rows = new ArrayList<List<@Nullable String>>();
        var expected = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < count; i++) {
            String name = random.nextInt(4) == 0 ? null : anyText(random);
            String at = random.nextInt(4) == 0 ? null : anyMoment(random);
            rows.add(Arrays.asList(name, at, null));
            expected.add(row(name, at));
        }

        // When
        Path file = written(rows);

        // Then
        assertThat(ParquetTable.rows(file)).as("-Dseed=%d", seed).isEqualTo(expected);
    }

    @Test
    void shouldKeepEveryRowOfManyGroups() throws IOException {
        // Given
        var rows = new ArrayList<List<@Nullable String>>();
        var expected = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < 100_003; i++) {
            String name = i % 7 == 0 ? null : "connection " + i;
            String at = i % 11 == 0
                    ? null
                    : Instant.ofEpochSecond(1_700_000_000L + i).toString();
            rows.add(Arrays.asList(name, at, null));
            expected.add(row(name, at));
        }

        // When
        Path file = written(rows);

        // Then
        assertThat(ParquetTable.rows(file)).isEqualTo(expected);
        assertThat(ParquetTable.description(file).getBlocks())
                .extracting(BlockMetaData::getRowCount)
                .containsExactly(50_000L, 50_000L, 3L);
    }

    @Test
    void shouldHoldBackNoMoreThanAGroup() throws IOException {
        // Given
        var out = new ByteArrayOutputStream();
        var file = new ParquetFile(out, COLUMNS);
        List<@Nullable String> row = Arrays.asList("connection", null, null);

        // When
        for (int i = 0; i < 49_999; i++) {
            file.row(row);
        }
        int held = out.size();
        file.row(row);

        // Then
        assertThat(held).isEqualTo("PAR1".length());
        assertThat(out.size()).isGreaterThan(held);
    }

    @Test
    void shouldHoldBackLessThanAGroupOfLongTexts() throws IOException {
        // Given
        var out = new ByteArrayOutputStream();
        var file = new ParquetFile(out, COLUMNS);
        List<@Nullable String> row = Arrays.asList("x".repeat(1 << 20), null, null);

        // When
        for (int i = 0; i < 17; i++) {
            file.row(row);
        }

        // Then
        assertThat(out.size()).isGreaterThan("PAR1".length());
    }

    /** A random text of any length from every plane of Unicode, without unpaired surrogates. */
    private static String anyText(SplittableRandom random) {
        var text = new StringBuilder();
        for (int left = random.nextInt(random.nextBoolean() ? 4 : 200); left > 0; left--) {
            int most = random.nextBoolean() ? 0x7F : Character.MAX_CODE_POINT;
            int point = random.nextInt(most + 1);
            text.appendCodePoint(Character.getType(point) == Character.SURROGATE ? ' ' : point);
        }
        return text.toString();
    }

    private static String anyMoment(SplittableRandom random) {
        return Instant.ofEpochMilli(random.nextLong(-1L << 45, 1L << 45)).toString();
    }

    private Path written(List<List<@Nullable String>> rows) throws IOException {
        Path path = directory.resolve("table.parquet");
        try (OutputStream stream = Files.newOutputStream(path)) {
            var file = new ParquetFile(stream, COLUMNS);
            for (List<@Nullable String> row : rows) {
                file.row(row);
            }
            file.finish();
        }
        return path;
    }

    private static Map<String, Object> row(@Nullable String name, @Nullable String at) {
        var row = new TreeMap<String, Object>();
        if (name != null) {
            row.put("name", name);
        }
        if (at != null) {
            row.put("at", Instant.parse(at).toEpochMilli());
        }
        return row;
    }
}
