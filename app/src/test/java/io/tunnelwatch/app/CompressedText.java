package io.tunnelwatch.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;

/** Compresses a text by one of Kafka's codecs, expands it again and prints it: the arguments are codec and text. */
final class CompressedText {
    private CompressedText() {}

    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        if (arguments[0].equals("lz4")) {
            // Without native code, Kafka would take a slower one in Java. The library is not one that we use ourselves.
            Class.forName("net.jpountz.lz4.LZ4Factory")
                    .getMethod("nativeInstance")
                    .invoke(null);
        }
        Compression codec = Compression.of(arguments[0]).build();
        var compressed = new ByteBufferOutputStream(64);
        try (var out = codec.wrapForOutput(compressed, RecordBatch.CURRENT_MAGIC_VALUE)) {
            out.write(arguments[1].getBytes(StandardCharsets.UTF_8));
        }
        compressed.buffer().flip();
        try (var in =
                codec.wrapForInput(compressed.buffer(), RecordBatch.CURRENT_MAGIC_VALUE, BufferSupplier.NO_CACHING)) {
            System.out.print(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
