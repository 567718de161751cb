package io.tunnelwatch.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;

/** The decoder reads everything that Avro can write as Avro's own decoder does. */
class RecordDecoderTest {
    /** The same record with only its first and last field: the fields between must be skipped. */
    private static final Schema ENDS = new Schema.Parser()
            .parse(
                    """
            {"type": "record", "name": "Everything", "fields": [
              {"name": "flag", "type": "boolean"},
              {"name": "map", "type": {"type": "map", "values": "double"}}]}""");

    @Test
    void shouldReadWhatAvroReads() throws Exception {
        for (Schema wanted : List.of(RandomRecords.EVERYTHING, ENDS)) {
            for (Object datum : new RandomData(RandomRecords.EVERYTHING, 300, 99)) {
                for (boolean blocks : new boolean[] {false, true}) {
                    // Given
                    byte[] bytes = encoded(datum, blocks);
                    var avros = DecoderFactory.get().binaryDecoder(bytes, null);
                    var ours = new RecordDecoder();
                    ours.reset(bytes, 0);

                    // When
                    Object expected = new GenericDatumReader<>(RandomRecords.EVERYTHING, wanted).read(null, avros);
                    Object read = new GenericDatumReader<>(RandomRecords.EVERYTHING, wanted).read(null, ours);

                    // Then
                    assertThat(read).isEqualTo(expected);
                    assertThat(ours.isEnd()).isTrue();
                }
            }
        }
    }

    /** The record is a part of an array: what follows it must not be taken for its own. */
    @Test
    void shouldReadToTheEndOfTheRecordAndNoFurther() throws Exception {
        // Given
        byte[] array = {9, 9, 9, 6, 'a', 'b', 'c', 9, 9, 9};
        int from = 3;
        int to = 7;

        // Then
        assertThat(decoder(array, from, to).readString()).isEqualTo("abc");
        var skipping = decoder(array, from, to);
        skipping.skipString();
        assertThat(skipping.isEnd()).isTrue();
        assertThatThrownBy(() -> decoder(array, from, to - 1).readString()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> decoder(array, from, to - 1).skipBytes()).isInstanceOf(EOFException.class);
        assertThat(decoder(array, from, to).readArrayStart()).isEqualTo(3);
        assertThatThrownBy(() -> decoder(array, from, to - 1).readArrayStart()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> decoder(array, from, to).skipFixed(to - from + 1))
                .isInstanceOf(EOFException.class);
        decoder(array, from, to).skipFixed(to - from);
    }

    @Test
    void shouldReadNumbersOfTenBytesAndNoneOfEleven() throws Exception {
        byte[] smallest = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        byte[] elevenBytes = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};

        assertThat(decoder(smallest, 0, smallest.length).readLong()).isEqualTo(Long.MIN_VALUE);
        assertThatThrownBy(() -> decoder(elevenBytes, 0, elevenBytes.length).readLong())
                .hasMessageContaining("longer than ten bytes");
    }

    @Test
    void shouldDecodeAgainWhatItHasPassed() throws Exception {
        byte[] array = {0, 4, 'a', 'b', 2};
        var decoder = decoder(array, 1, array.length);

        decoder.readInt();
        int after = decoder.position();
        decoder.skipFixed(2);

        assertThat(after).isEqualTo(2);
        assertThat(decoder.since(1).readString()).isEqualTo("ab");
        decoder.rewind(1);
        assertThat(decoder.readString()).isEqualTo("ab");
        assertThat(decoder.readInt()).isEqualTo(1);
    }

    private static RecordDecoder decoder(byte[] array, int from, int to) {
        var decoder = new RecordDecoder();
        decoder.reset(array, from, to);
        return decoder;
    }

    private static byte[] encoded(Object datum, boolean blocks) throws Exception {
        var bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = blocks
                ? new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(bytes, null)
                : EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(RandomRecords.EVERYTHING).write(datum, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
