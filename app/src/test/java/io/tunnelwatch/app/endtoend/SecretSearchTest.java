package io.tunnelwatch.app.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A search that finds nothing proves nothing, unless it finds what was planted. */
@Tag("S-02")
class SecretSearchTest {
    private static final String SECRET = "psk-must-never-leave";

    static Stream<Arguments> spellings() {
        return Stream.of(
                spelling("plain", it -> it.getBytes(UTF_8)),
                spelling("as characters", it -> it.getBytes(UTF_16BE)),
                spelling("as characters, turned round", it -> it.getBytes(UTF_16LE)),
                spelling("base64", it -> Base64.getEncoder().encode(it.getBytes(UTF_8))),
                spelling("base64, one byte on", it -> Base64.getEncoder().encode(("a" + it).getBytes(UTF_8))),
                spelling("base64, two bytes on", it -> Base64.getEncoder().encode(("ab" + it).getBytes(UTF_8))),
                spelling("base64 of URLs", it -> Base64.getUrlEncoder()
                        .encode(("\u00ff\u00fe" + it).getBytes(ISO_8859_1))),
                spelling(
                        "hex",
                        it -> HexFormat.of().formatHex(it.getBytes(UTF_8)).getBytes(UTF_8)),
                spelling("hex in capitals", it -> HexFormat.of()
                        .withUpperCase()
                        .formatHex(it.getBytes(UTF_8))
                        .getBytes(UTF_8)),
                spelling("percent", it -> each(it, "%%%02x")),
                spelling("percent in capitals", it -> each(it, "%%%02X")),
                spelling("JSON", it -> each(it, "\\u%04x")),
                spelling("JSON in capitals", it -> each(it, "\\u%04X")),
                spelling("XML", it -> each(it, "&#x%x;")),
                spelling(
                        "reversed",
                        it -> new StringBuilder(it).reverse().toString().getBytes(UTF_8)),
                spelling("gzip", it -> gzip(it.getBytes(UTF_8))),
                spelling("zlib", it -> zlib(it.getBytes(UTF_8))),
                spelling(
                        "base64 in gzip in zlib",
                        it -> zlib(gzip(Base64.getEncoder().encode(it.getBytes(UTF_8))))),
                spelling(
                        "half of a gzip",
                        it -> half(gzip((it
                                        + " ".repeat(10)
                                        + Stream.iterate(7L, n -> n * 6364136223846793005L + 1)
                                                .limit(5_000)
                                                .map(String::valueOf)
                                                .collect(Collectors.joining()))
                                .getBytes(UTF_8)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spellings")
    void shouldFindASecretHoweverItIsSpelt(String name, Function<String, byte[]> spelling) throws IOException {
        // Given: at every position in a large text
        for (int before = 1_000; before < 1_004; before++) {
            var bytes = new ByteArrayOutputStream();
            bytes.write("x\u001f".repeat(before / 2).getBytes(UTF_8));
            bytes.write(spelling.apply(SECRET));
            bytes.write("end".getBytes(UTF_8));
            // When / Then
            assertThat(SecretSearch.in(bytes.toByteArray())).isPresent();
        }
    }

    @Test
    void shouldFindNothingWhereNothingIs() {
        assertThat(SecretSearch.in("must neverleave, bXVzdA, x\u009c, \u001f\u008b\b"
                        .repeat(1_000)
                        .getBytes(ISO_8859_1)))
                .isEmpty();
    }

    private static Arguments spelling(String name, Function<String, byte[]> spelling) {
        return Arguments.of(name, spelling);
    }

    private static byte[] each(String text, String format) {
        return text.chars()
                .mapToObj(format::formatted)
                .collect(Collectors.joining())
                .getBytes(UTF_8);
    }

    private interface Packing {
        OutputStream of(OutputStream out) throws IOException;
    }

    private static byte[] gzip(byte[] bytes) {
        return packed(bytes, GZIPOutputStream::new);
    }

    private static byte[] zlib(byte[] bytes) {
        return packed(bytes, DeflaterOutputStream::new);
    }

    private static byte[] packed(byte[] bytes, Packing packing) {
        var out = new ByteArrayOutputStream();
        try (var packed = packing.of(out)) {
            packed.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static byte[] half(byte[] bytes) {
        return java.util.Arrays.copyOf(bytes, bytes.length / 2);
    }
}
