package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.state.SettingsMemory;
import io.tunnelwatch.runtime.streams.ReleasedStates;
import io.tunnelwatch.runtime.streams.StoredValues;
import io.tunnelwatch.schemas.serde.RecordCoders;
import io.tunnelwatch.schemas.serde.RecordDecoder;
import io.tunnelwatch.schemas.serde.RecordEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;

/**
 * Packs a connection's configuration: deflated with a dictionary of common values, from which most connections differ in little
 * more than names and addresses. The first byte gives the released version of schema and dictionary, so neither file may ever
 * change. Not thread-safe.
 */
final class ConfigurationPacker {
    private static final int SMALLEST = 4096;

    /** Ingest limits a connection to 256 KiB; older builds let a megabyte or two through. */
    private static final int LARGEST = 16 << 20;

    private static final List<Released> RELEASED = released();
    private static final DatumWriter<SettingsMemory> WRITER = RecordCoders.writer(SettingsMemory.getClassSchema());
    private static final byte TODAY = (byte) RELEASED.size();

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private final RecordEncoder plain = new RecordEncoder();
    private byte[] buffer = new byte[SMALLEST];

    /** The schema and dictionary of a released version. */
    private record Released(DatumReader<SettingsMemory> reader, ByteBuffer dictionary) {}

    ByteBuffer pack(SettingsMemory settings) {
        ByteBuffer bytes = plain.reset().write(WRITER, settings).view();
        ensureCapacity(bytes.remaining() + SMALLEST);
        buffer[0] = TODAY;
        deflater.reset();
        deflater.setDictionary(RELEASED.get(TODAY - 1).dictionary().duplicate());
        deflater.setInput(bytes);
        deflater.finish();
        int length = deflater.deflate(buffer, 1, buffer.length - 1);
        return ByteBuffer.wrap(buffer, 0, 1 + length);
    }

    SettingsMemory unpack(ByteBuffer sealed) {
        return StoredValues.decode(() -> {
            var released = RELEASED.get(sealed.get(sealed.position()) - 1);
            inflater.reset();
            inflater.setDictionary(released.dictionary().duplicate());
            inflater.setInput(sealed.slice(sealed.position() + 1, sealed.remaining() - 1));
            int length = inflate(); // it may replace the array by a larger one
            var decoder = new RecordDecoder();
            decoder.reset(buffer, 0, length);
            return released.reader().read(null, decoder);
        });
    }

    private int inflate() throws DataFormatException {
        int length = 0;
        while (!inflater.finished()) {
            ensureCapacity(length + SMALLEST);
            int more = inflater.inflate(buffer, length, buffer.length - length);
            if (more == 0 && !inflater.finished()) {
                throw new DataFormatException("the packed configuration ends too soon");
            }
            length += more;
            if (length > LARGEST) {
                throw new DataFormatException("the configuration is larger than any that was packed");
            }
        }
        return length;
    }

    private void ensureCapacity(int bytes) {
        if (buffer.length < bytes) {
            buffer = Arrays.copyOf(buffer, bytes);
        }
    }

    private static List<Released> released() {
        List<Schema> schemas = ReleasedStates.of(SettingsMemory.class);
        return IntStream.range(0, schemas.size())
                .mapToObj(it -> new Released(
                        RecordCoders.reader(schemas.get(it), SettingsMemory.getClassSchema()), dictionary(it + 1)))
                .toList();
    }

    /** The dictionary: lines of path and value, encoded as in a record. */
    private static ByteBuffer dictionary(int version) {
        try (InputStream file = SettingsMemory.class.getResourceAsStream("SettingsMemory." + version + ".usual.txt")) {
            if (file == null) {
                throw new IllegalStateException("The dictionary of version " + version + " is missing");
            }
            var encoder = new RecordEncoder();
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                int equals = line.indexOf('=');
                encoder.writeString(line.substring(0, equals));
                encoder.writeString(line.substring(equals + 1));
            }
            return ByteBuffer.wrap(encoder.toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("A dictionary packaged with the program cannot be read", e);
        }
    }
}
