package io.tunnelwatch.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The encoder writes everything as Avro's own encoder does. */
class RecordEncoderTest {
    private static final int SMALLEST_ROOM = 0;

    private interface Writing {
        void to(Encoder encoder) throws IOException;
    }

    @Test
    void shouldWriteWhatAvroWrites() throws Exception {
        var writer = new GenericDatumWriter<Object>(RandomRecords.EVERYTHING);
        var ours = new RecordEncoder(SMALLEST_ROOM);
        for (Object datum : new RandomData(RandomRecords.EVERYTHING, 300, 99)) {
            assertThat(ours.reset().write(writer, datum).toBytes()).isEqualTo(avros(it -> writer.write(datum, it)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plant-7",
                "Größe",
                "\u007f\u0080",
                "日本",
                "a\uD83D\uDE80",
                "half \uD83D of a pair",
                "\uDE80",
                "\u0000"
            })
    void shouldWriteTextsOfAllAlphabets(String text) throws Exception {
        assertThat(ours(it -> it.writeString(text))).isEqualTo(avros(it -> it.writeString(text)));
        assertThat(ours(it -> it.writeString(text.repeat(1000))))
                .isEqualTo(avros(it -> it.writeString(text.repeat(1000))));
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, -1, 1, 63, 64, -64, -65, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE})
    void shouldWriteNumbersOfEveryLength(long number) throws Exception {
        assertThat(ours(it -> it.writeLong(number))).isEqualTo(avros(it -> it.writeLong(number)));
        assertThat(ours(it -> it.writeInt((int) number))).isEqualTo(avros(it -> it.writeInt((int) number)));
    }

    /** What is given may be a part of a larger array, and must still be there afterwards. */
    @Test
    void shouldWriteAPartOfABuffer() throws Exception {
        var part = ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}, 1, 3);

        assertThat(ours(it -> it.writeBytes(part))).containsExactly(6, 1, 2, 3);
        assertThat(part.remaining()).isEqualTo(3);
    }

    @Test
    void shouldForgetWhatWasEncodedBefore() {
        var encoder = new RecordEncoder(SMALLEST_ROOM);
        encoder.writeString("before");

        encoder.reset().writeString("after");

        assertThat(encoder.view()).isEqualTo(ByteBuffer.wrap(encoder.toBytes()));
        assertThat(encoder.toBytes()).containsExactly(10, 'a', 'f', 't', 'e', 'r');
    }

    private static byte[] ours(Writing writing) throws IOException {
        var encoder = new RecordEncoder(SMALLEST_ROOM);
        writing.to(encoder);
        return encoder.toBytes();
    }

    private static byte[] avros(Writing writing) throws IOException {
        var bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        writing.to(encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
