package io.tunnelwatch.ingest.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Utf8Test {
    private static final int LONGEST = 20;

    @Test
    void shouldFindAByteThatIsNoUtf8Anywhere() {
        for (int length = 1; length <= LONGEST; length++) {
            for (int at = 0; at < length; at++) {
                var body = new byte[length];
                Arrays.fill(body, (byte) 'a');
                assertThat(Utf8.is(body)).isTrue();
                body[at] = (byte) 0x80;
                assertThat(Utf8.is(body)).as("byte %d of %d", at, length).isFalse();
            }
        }
    }

    @Test
    void shouldAcceptEveryAlphabet() {
        assertThat(Utf8.is("a Größe 日本 \uD83D\uDE80".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(Utf8.is(new byte[0])).isTrue();
    }
}
