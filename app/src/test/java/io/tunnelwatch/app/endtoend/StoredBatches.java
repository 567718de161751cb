package io.tunnelwatch.app.endtoend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The batches in the files of a broker's log. Kafka documents their format; its classes for it are internal. */
final class StoredBatches {
    private static final String SEGMENT = ".+/vpn\\.[^/]+/\\d+\\.log";
    private static final int LENGTH_AT = Long.BYTES;
    private static final int COUNTED_FROM = LENGTH_AT + Integer.BYTES;
    private static final int ATTRIBUTES_AT = 21;
    private static final int CODEC_BITS = 7;

    private StoredBatches() {}

    /** The codecs by their numbers in a batch. */
    enum Codec {
        NONE,
        GZIP,
        SNAPPY,
        LZ4,
        ZSTD
    }

    /** The codecs of all batches of the catalogue's topics. */
    static Set<Codec> codecs(Path log) throws IOException {
        var codecs = EnumSet.noneOf(Codec.class);
        for (Path segment : segments(log)) {
            var bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
            int at = 0;
            // The broker goes on writing: the last batch may be incomplete.
            while (at + ATTRIBUTES_AT + Short.BYTES <= bytes.limit() && bytes.getInt(at + LENGTH_AT) > 0) {
                codecs.add(Codec.values()[bytes.getShort(at + ATTRIBUTES_AT) & CODEC_BITS]);
                at += COUNTED_FROM + bytes.getInt(at + LENGTH_AT);
            }
        }
        return codecs;
    }

    private static List<Path> segments(Path log) throws IOException {
        try (Stream<Path> files = Files.walk(log)) {
            return files.filter(it -> it.toString().matches(SEGMENT)).toList();
        }
    }
}
