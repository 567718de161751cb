package io.tunnelwatch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("S-50")
class PrintableTextTest {
    private static final String EVERY_CHARACTER = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b", "\u0007", "\r", "\n", "\t", "\u007f", "\u009b", "\u202e", "\u2066", "\u200b", "\u2028",
                "\u2029", "\ufeff", "\ue000", "\ud800", "\udc00", "\uffff"
            })
    void shouldShowWhatATerminalWouldObeyAsOneSign(String hostile) {
        assertThat(PrintableText.value("a" + hostile + "b")).isEqualTo("a␦b");
        assertThat(PrintableText.sentence("a" + hostile + "b")).isEqualTo("a␦b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "办公室 杭州 → Frankfurt é", "\ud83d\ude80 two units", "a\u00a0b", "=1+1"})
    void shouldLeaveWhatPeopleWrite(String text) {
        assertThat(PrintableText.value(text)).isEqualTo(text);
        assertThat(PrintableText.json(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"256, 256, false", "257, 256, true", "100000, 256, true"})
    void shouldCutWhatIsLongWithAMark(int length, int left, boolean isCut) {
        String printed = PrintableText.value("\ud83d\ude80".repeat(length));

        assertThat(printed.codePointCount(0, printed.length())).isEqualTo(left);
        assertThat(printed.endsWith("…")).isEqualTo(isCut);
        assertThat(printed).doesNotContain("␦");
    }

    @Test
    void shouldKeepMoreOfASentence() {
        assertThat(PrintableText.sentence("x".repeat(4_096))).isEqualTo("x".repeat(4_096));
        assertThat(PrintableText.sentence("x".repeat(4_097))).isEqualTo("x".repeat(4_095) + "…");
    }

    /** The pattern is the rule; the code counts classes by hand because every log line goes through it. */
    @Test
    void shouldLetNoCharacterOfTheseClassesThrough() {
        IntStream.iterate(0, it -> it < EVERY_CHARACTER.length(), it -> it + 200)
                .mapToObj(it -> EVERY_CHARACTER.substring(it, Math.min(EVERY_CHARACTER.length(), it + 200)))
                .forEach(it -> assertThat(PrintableText.value(it))
                        .isEqualTo(it.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "␦"))
                        .doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]"));
    }

    @Test
    void shouldEscapeInJsonSoThatNothingIsLost() {
        assertThat(PrintableText.json("{\n  \"name\" : \"a\u009b\u202e\u2028\udb40\udc01b\"\n}"))
                .isEqualTo("{\n  \"name\" : \"a\\u009b\\u202e\\u2028\\udb40\\udc01b\"\n}");
    }
}
