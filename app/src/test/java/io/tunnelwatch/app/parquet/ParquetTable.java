package io.tunnelwatch.app.parquet;

import blue.strategic.parquet.Hydrator;
import blue.strategic.parquet.ParquetReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.jspecify.annotations.Nullable;

/** A table as the format's own implementation reads it. */
public final class ParquetTable {
    private ParquetTable() {}

    /** The rows, by column, without nulls. */
    public static List<Map<String, Object>> rows(Path file) throws IOException {
        try (var rows = ParquetReader.streamContent(file.toFile(), new Row())) {
            return rows.toList();
        }
    }

    static ParquetMetadata description(Path file) throws IOException {
        return ParquetReader.readMetadata(file.toFile());
    }

    private static final class Row implements Hydrator<Map<String, Object>, Map<String, Object>, String[]> {
        @Override
        public Map<String, Object> start() {
            return new TreeMap<>();
        }

        @Override
        public Map<String, Object> add(Map<String, Object> row, String[] column, @Nullable Object value) {
            if (value != null) {
                row.put(column[0], value);
            }
            return row;
        }

        @Override
        public Map<String, Object> finish(Map<String, Object> row) {
            return row;
        }
    }
}
