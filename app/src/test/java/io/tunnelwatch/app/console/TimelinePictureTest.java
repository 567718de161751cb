package io.tunnelwatch.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.GoldenFile;
import io.tunnelwatch.app.console.Timeline.Ink;
import io.tunnelwatch.app.console.Timeline.Lane;
import io.tunnelwatch.app.console.Timeline.Span;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelinePictureTest {
    private static final Instant FROM = Instant.parse("2026-11-21T08:00:00Z");
    private static final Instant TO = at(600);

    private final Timeline picture = new Timeline(
            FROM,
            TO,
            List.of(
                    new Lane(
                            "IPSEC 成都分公司 branch-chengdu",
                            List.of(
                                    span(-100, 120, Ink.UP),
                                    span(120, 300, Ink.DOWN),
                                    span(300, 360, Ink.DEGRADED),
                                    span(360, 420, Ink.UNKNOWN),
                                    span(420, 999, Ink.UP))),
                    new Lane(
                            "  ConnectionDown",
                            List.of(
                                    span(120, 180, Ink.HELD),
                                    span(180, 480, Ink.FIRING),
                                    Span.moment(at(180), Ink.SENT),
                                    Span.moment(at(480), Ink.SENT))),
                    new Lane("evil\u001b[31m\u202eeman\r\n", List.of(Span.moment(TO, Ink.SENT)))));

    @ParameterizedTest
    @CsvSource({"80,true", "80,false", "200,true", "200,false"})
    void shouldDrawForATerminal(int columns, boolean isUnicode) throws IOException {
        String printed = printed(picture, columns, isUnicode);

        assertThat(printed.lines()).allMatch(it -> CellWidth.of(it) <= columns);
        assertThat(printed.replace("\n", "")).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        GoldenFile.compare("timeline-" + columns + (isUnicode ? "" : "-ascii"), printed);
    }

    /** Nothing is too short to be seen, and nothing hides something worse. */
    @Test
    void shouldShowTheWorstOfASlice() {
        var brief = new Timeline(
                FROM,
                at(1_000_000),
                List.of(new Lane("a", List.of(span(0, 1_000_000, Ink.UP), span(500_000, 500_001, Ink.DOWN)))));

        String line = printed(brief, 63, false).lines().toList().get(2);

        assertThat(line).isEqualTo("a  " + "_".repeat(30) + "#" + "_".repeat(29));
    }

    @Test
    void shouldGiveEachSliceItsTime() {
        var halves = new Timeline(
                FROM, at(60), List.of(new Lane("a", List.of(span(0, 30, Ink.UP), span(30, 60, Ink.DOWN)))));

        String line = printed(halves, 63, false).lines().toList().get(2);

        assertThat(line).isEqualTo("a  " + "_".repeat(30) + "#".repeat(30));
    }

    @Test
    void shouldStayOutOfPipesAndOfTerminalsWithoutRoom() {
        assertThat(printed(picture, Terminal.none())).isEmpty();
        assertThat(printed(picture, 20, true)).isEmpty();
        assertThat(printed(new Timeline(FROM, FROM, List.of(new Lane("a", List.of()))), 80, true))
                .isEmpty();
        assertThat(printed(new Timeline(FROM, TO, List.of()), 80, true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "LANG=C.UTF-8,true",
        "LANG=zh_CN.utf8,true",
        "LANG=zh_CN.GB18030,false",
        "LANG=C,false",
        "'',false",
        "LANG=en_US.UTF-8 LC_ALL=C,false",
        "LANG=C LC_CTYPE=C.UTF-8,true",
        "LANG=C.UTF-8 TERM=dumb,false"
    })
    void shouldKnowWhetherTheLocaleHasBlocks(String variables, boolean isUnicode) {
        var environment = new java.util.TreeMap<String, String>();
        for (String it : variables.isEmpty() ? new String[0] : variables.split(" ")) {
            environment.put(it.split("=")[0], it.split("=")[1]);
        }

        assertThat(Terminal.isUnicode(Map.copyOf(environment))).isEqualTo(isUnicode);
    }

    private static String printed(Timeline it, int columns, boolean isUnicode) {
        return printed(
                it,
                new Terminal(true, columns, ZoneId.of("Asia/Shanghai"), Clock.fixed(TO, ZoneOffset.UTC), isUnicode));
    }

    private static String printed(Timeline it, Terminal terminal) {
        var out = new StringWriter();
        it.print(new PrintWriter(out, true), terminal, new Times(terminal, false));
        return out.toString();
    }

    private static Instant at(int second) {
        return FROM.plusSeconds(second);
    }

    private static Span span(int from, int to, Ink ink) {
        return new Span(at(from), at(to), ink);
    }
}
