package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Terminal;
import io.tunnelwatch.app.replay.PlannedOutages;
import io.tunnelwatch.app.replay.PlannedOutages.Outage;
import io.tunnelwatch.app.replay.RuleComparison;
import io.tunnelwatch.app.replay.RuleTrial;
import io.tunnelwatch.app.replay.TrialTimeline;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The output of {@code replay}, with and without {@code --rules}, kept as golden files. {@code -Dgolden.update=true} writes them again. */
class ReplayOutputTest {
    private static final int SCANS = 240;

    /** In this order: told later, not at all, and later again; the last one lasts. */
    private static final PlannedOutages PLANNED = new PlannedOutages(
            List.of("成都分公司 branch-chengdu", "evil\u001b[31m\u202eeman\r\n", "=cmd()"),
            List.of(new Outage(0, 10, 40), new Outage(1, 60, 5), new Outage(2, 100, 200)),
            SCANS);

    @TempDir
    Path directory;

    private final RuleTrial set = trial(Duration.ofMinutes(1));
    private final RuleTrial tried = trial(Duration.ofMinutes(5));
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(ints = {80, 200})
    void shouldPrintForATerminal(int columns) throws IOException {
        print(terminal(columns));

        assertThat(out.toString().replace("\n", "")).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        GoldenFile.compare("replay-rules-" + columns, out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json", "jsonl", "yaml"})
    void shouldPrintForAProgram(String format) throws IOException {
        print(Terminal.none(), "-o", format);

        GoldenFile.compare("replay-rules." + format, out.toString());
        assertThat(err.toString())
                .contains("Outages told: 0 at the same time, 2 later, 0 earlier, 1 not at all, 0 new.");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 200})
    void shouldPrintAlertsForATerminal(int columns) throws IOException {
        replay(terminal(columns), false);

        assertThat(out.toString().replace("\n", "")).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        GoldenFile.compare("replay-" + columns, out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json", "jsonl", "yaml"})
    void shouldPrintAlertsForAProgram(String format) throws IOException {
        replay(Terminal.none(), false, "-o", format);

        GoldenFile.compare("replay." + format, out.toString());
        assertThat(err.toString()).contains("4711 observations: 5 notices in ");
    }

    @Test
    void shouldPrintOnlyAlertsOfWhichSomebodyWouldHaveBeenTold() throws IOException {
        replay(Terminal.none(), false, "-o", "jsonl");
        var all = out.toString().lines().toList();
        out.getBuffer().setLength(0);

        replay(Terminal.none(), true, "-o", "jsonl");

        assertThat(out.toString().lines())
                .isNotEmpty()
                .isEqualTo(all.stream().filter(it -> it.contains("\"FIRING\"")).toList());
    }

    @Test
    void shouldPrintYamlWithTheValuesOfTheJson() throws IOException {
        print(Terminal.none(), "-o", "json");
        var json = new ObjectMapper().readTree(out.toString());
        out.getBuffer().setLength(0);

        print(Terminal.none(), "-o", "yaml");

        assertThat(json).hasSize(3);
        assertThat(new YAMLMapper().readTree(out.toString())).isEqualTo(json);
    }

    @Test
    void shouldWriteThePageIntoAFile() throws IOException {
        Path page = directory.resolve("compared.html");

        output().write(page);

        GoldenFile.compare("replay-rules.html", Files.readString(page));
    }

    @Test
    void shouldNameTheCureForAPlaceThatCannotBeWritten() {
        assertThat(catchThrowable(
                        () -> output().write(directory.resolve("absent").resolve("compared.html"))))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("--html")
                .hasMessageContaining("is its directory there");
    }

    @Test
    void shouldRefuseAPageWithoutRules() {
        var typed = CommandResult.in(Map.of(), "replay", "--html", "compared.html");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err()).contains("--rules FILE");
    }

    @ParameterizedTest
    @CsvSource({"alert.for=PT1M,Unknown setting 'alert.for'", "alerts.for=soon,alerts.for"})
    void shouldNameTheFileWhoseRulesCannotBe(String rule, String problem) throws IOException {
        Path rules = Files.writeString(directory.resolve("rules.properties"), rule + "\n");

        var typed = CommandResult.in(
                Map.of(),
                "replay",
                "--bootstrap-servers",
                "localhost:1",
                "--set",
                "processor.state.dir=" + directory.resolve("state"),
                "--rules",
                rules.toString());

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err()).contains("--rules " + rules + ": ", problem);
    }

    private static Terminal terminal(int columns) {
        return new Terminal(
                true, columns, ZoneId.of("Asia/Shanghai"), Clock.fixed(PlannedOutages.time(SCANS), ZoneOffset.UTC));
    }

    private void print(Terminal terminal, String... options) {
        var format = format(terminal, options);
        output().print(format, new TrialTimeline(set, tried));
        format.remarks().println(output().summary(4711));
    }

    private void replay(Terminal terminal, boolean pagesOnly, String... options) {
        new ReplayOutput(set, new TimeRangeOptions(), pagesOnly).print(format(terminal, options), 4711);
    }

    private OutputOptions format(Terminal terminal, String... options) {
        var environment = new CommandEnvironment(
                Map.of(), Path.of("no-such-home"), new PrintWriter(out, true), new PrintWriter(err, true), terminal);
        var format = new OutputOptions(environment);
        new CommandLine(CommandSpec.forAnnotatedObject(format))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(options);
        return format;
    }

    private ComparisonOutput output() {
        return new ComparisonOutput(
                new RuleComparison(set, tried, at -> true), PlannedOutages.BEGAN, Path.of("slower.properties"));
    }

    private static RuleTrial trial(Duration hold) {
        var holds = new EnumMap<AlertRule, Rules.Hold>(AlertRule.class);
        for (AlertRule rule : AlertRule.values()) {
            holds.put(rule, new Rules.Hold(rule.isGroupAlert() ? Duration.ZERO : hold, Duration.ofMinutes(5)));
        }
        var trial = new RuleTrial(
                new Rules(holds, Duration.ofMinutes(15), List.of()),
                Routing.everywhere(new TreeSet<>(List.of("anybody"))));
        PLANNED.observations().forEach(it -> trial.judge(PlannedOutages.TARGET, it));
        trial.tell(List.of(), Instant.MAX);
        return trial;
    }
}
