package io.tunnelwatch.app.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a Parquet file from its beginning to its end: rows are collected into row groups, each of which holds its columns one
 * after the other, and the footer says where everything is.
 */
public final class ParquetFile {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT_VERSION = 1;
    private static final int OPTIONAL = 1;
    private static final int ZSTD = 6; // the codec comes with Kafka
    private static final List<Integer> ENCODINGS = List.of(0, 3); // plain values, runs of bits

    /** Large enough for readers to skip by, small enough for a small heap. */
    private static final int ROWS_OF_A_GROUP = 50_000;

    private static final int BYTES_OF_A_GROUP = 16 << 20;

    private record Chunk(Column column, long offset, long bytes, long uncompressedBytes) {}

    private record Group(int rows, List<Chunk> chunks) {
        long uncompressedBytes() {
            return chunks.stream().mapToLong(Chunk::uncompressedBytes).sum();
        }
    }

    private final OutputStream out;
    private final List<Column> columns;
    private final List<Group> groups = new ArrayList<>();
    private List<Page> pages;
    private int rows;
    private long position;

    public ParquetFile(OutputStream out, List<Column> columns) throws IOException {
        this.out = out;
        this.columns = List.copyOf(columns);
        this.pages = emptyPages();
        write(MAGIC);
    }

    /** Adds a row: one value or null for each column; instants in ISO 8601. */
    public void row(List<@Nullable String> values) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            pages.get(i).add(values.get(i));
        }
        rows++;
        if (rows == ROWS_OF_A_GROUP || pages.stream().mapToLong(Page::bytes).sum() > BYTES_OF_A_GROUP) {
            writeGroup();
        }
    }

    /** Writes the footer, without which the file cannot be read. */
    public void finish() throws IOException {
        if (rows > 0) {
            writeGroup();
        }
        byte[] description = ThriftStruct.bytes(this::describe);
        write(description);
        write(Column.littleEndian(Integer.BYTES).putInt(description.length).array());
        write(MAGIC);
    }

    private void writeGroup() throws IOException {
        var chunks = new ArrayList<Chunk>();
        for (int i = 0; i < columns.size(); i++) {
            Page.Written page = pages.get(i).written();
            chunks.add(new Chunk(columns.get(i), position, page.bytes().remaining(), page.uncompressedBytes()));
            write(page.bytes().array());
        }
        groups.add(new Group(rows, chunks));
        pages = emptyPages();
        rows = 0;
    }

    private List<Page> emptyPages() {
        return columns.stream().map(Page::new).toList();
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }

    private void describe(ThriftStruct file) {
        file.number(1, FORMAT_VERSION)
                .structs(2, schema(), (element, fields) -> fields.accept(element))
                .bigNumber(3, groups.stream().mapToLong(Group::rows).sum())
                .structs(4, groups, this::describe)
                .text(6, "tunnelwatch");
    }

    /** Writes the fields of one struct of the footer. */
    private interface Fields {
        void accept(ThriftStruct struct);
    }

    /** Elements of the schema: the root, and a leaf for each column. */
    private List<Fields> schema() {
        var elements = new ArrayList<Fields>();
        elements.add(root -> root.text(4, "rows").number(5, columns.size()));
        columns.forEach(column -> elements.add(leaf -> column.describe(
                leaf.number(1, column.kind().physicalType).number(3, OPTIONAL).text(4, column.name()))));
        return elements;
    }

    private void describe(ThriftStruct it, Group group) {
        it.structs(1, group.chunks(), (chunk, of) -> chunk.bigNumber(2, of.offset())
                        .struct(3, data -> data.number(1, of.column().kind().physicalType)
                                .numbers(2, ENCODINGS)
                                .texts(3, List.of(of.column().name()))
                                .number(4, ZSTD)
                                .bigNumber(5, group.rows())
                                .bigNumber(6, of.uncompressedBytes())
                                .bigNumber(7, of.bytes())
                                .bigNumber(9, of.offset())))
                .bigNumber(2, group.uncompressedBytes())
                .bigNumber(3, group.rows());
    }
}
