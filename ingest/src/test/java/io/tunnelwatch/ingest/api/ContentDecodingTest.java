package io.tunnelwatch.ingest.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.testsupport.ExampleResponses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDecodingTest {
    private static final int CAP = 16 * 1024 * 1024;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 1000, 200_000, 256 * 1024, CAP})
    void shouldGiveBackWhatWasDeflated(int size) throws IOException {
        // Given
        byte[] body = new byte[size];
        new Random(7).nextBytes(body);
        byte[] gzip = gzip(body);
        // When / Then
        assertThat(ContentDecoding.of(gzip, "gzip", CAP)).isEqualTo(body);
        assertThat(gzip).containsOnly(0);
    }

    @Test
    void shouldLeaveAloneWhatIsNotDeflated() throws IOException {
        byte[] body = {1, 2, 3};
        assertThat(ContentDecoding.of(body, "", CAP)).isSameAs(body);
        assertThat(ContentDecoding.of(new byte[0], "gzip", CAP)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"17_000_000", "100_000_000", "1_000_000"})
    @Tag("S-07")
    void shouldNotLetABodyBurst(String size) {
        // Given
        byte[] bomb = gzipOfZeros(Integer.parseInt(size.replace("_", "")));
        // When / Then
        assertThatThrownBy(() -> ContentDecoding.of(bomb, "gzip", CAP))
                .isInstanceOf(UnreadableBodyException.class)
                .hasMessageContaining("inflates");
    }

    @Test
    void shouldBearSmallBodiesThatShrinkALot() throws IOException {
        assertThat(ContentDecoding.of(gzipOfZeros(200_000), "GZIP", CAP)).hasSize(200_000);
    }

    @Test
    void shouldRefuseEveryTruncation() {
        // Given
        byte[] gzip = gzip(ExampleResponses.bytes("connections/04-dual-tunnel-bgp.json"));
        for (int length = 1; length < gzip.length; length++) {
            byte[] truncated = Arrays.copyOf(gzip, length);
            // When / Then
            assertThatThrownBy(() -> ContentDecoding.of(truncated, "gzip", CAP))
                    .isInstanceOf(UnreadableBodyException.class);
        }
    }

    @Test
    void shouldRefuseWhatItDidNotAskFor() {
        assertThatThrownBy(() -> ContentDecoding.of("x".getBytes(UTF_8), "br", CAP))
                .isInstanceOf(UnreadableBodyException.class)
                .hasMessageContaining("not asked for");
    }

    static byte[] gzip(byte[] body) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzipOfZeros(int size) {
        var bytes = new ByteArrayOutputStream();
        byte[] block = new byte[1 << 16];
        try (var out = new GZIPOutputStream(bytes)) {
            for (int left = size; left > 0; left -= block.length) {
                out.write(block, 0, Math.min(left, block.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
