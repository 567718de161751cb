package io.tunnelwatch.app.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Collects the values of one column of some rows, until they are written. */
final class Page {
    private static final int DATA_PAGE = 0;
    private static final int PLAIN = 0;
    private static final int RLE = 3;

    private final Column column;
    private final BitSet present = new BitSet();
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private int rows;

    Page(Column column) {
        this.column = column;
    }

    void add(@Nullable String value) {
        if (value != null) {
            present.set(rows);
            values.writeBytes(column.plain(value));
        }
        rows++;
    }

    int bytes() {
        return values.size();
    }

    /** The page's header and content. */
    Written written() {
        byte[] content = content();
        byte[] compressed = Zstd.compress(content);
        byte[] head = ThriftStruct.bytes(it -> it.number(1, DATA_PAGE)
                .number(2, content.length)
                .number(3, compressed.length)
                .struct(5, page -> page.number(1, rows)
                        .number(2, PLAIN)
                        .number(3, RLE)
                        .number(4, RLE)));
        var out = new ByteArrayOutputStream();
        out.writeBytes(head);
        out.writeBytes(compressed);
        return new Written(ByteBuffer.wrap(out.toByteArray()), head.length + content.length);
    }

    /** @param uncompressedBytes size without compression, the header included */
    record Written(ByteBuffer bytes, int uncompressedBytes) {}

    /**
     * The definition levels, which are a bit for each row that says whether it has a value, bit-packed in one run; then the
     * values.
     */
    private byte[] content() {
        int groups = (rows + 7) / 8;
        var run = new ByteArrayOutputStream();
        ThriftStruct.variable(run, ((long) groups << 1) | 1);
        run.writeBytes(Arrays.copyOf(present.toByteArray(), groups));
        return Column.littleEndian(Integer.BYTES + run.size() + values.size())
                .putInt(run.size())
                .put(run.toByteArray())
                .put(values.toByteArray())
                .array();
    }
}
