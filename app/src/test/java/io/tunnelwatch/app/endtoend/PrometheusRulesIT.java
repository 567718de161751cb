package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** promtool checks the rules and runs their unit tests. */
class PrometheusRulesIT {
    private static final Path RULES = RunningPrometheus.DIRECTORY.resolve("rules.yaml");
    private static final Path TESTS = RunningPrometheus.DIRECTORY.resolve("rules-test.yaml");

    /** A rule, to the next one. */
    private static final Pattern RULE = Pattern.compile("(?s)- alert: (\\w+)\n.*?(?=\n +- alert:|\\z)");

    private static final Pattern FIRES =
            Pattern.compile("- alertname: (\\w+)\n +eval_time: \\S+\n +exp_alerts: *(?:&\\w+)?\n +- exp_labels");

    @BeforeEach
    void assumePromtool() {
        RunningPrometheus.assumeInstalled();
    }

    @Test
    void shouldBeWellFormed() throws Exception {
        assertThat(promtool("check", "rules", "--lint=all", "--lint-fatal", "rules.yaml"))
                .isZero();
        assertThat(promtool("check", "config", "prometheus.yml")).isZero();
    }

    @Test
    void shouldFireAndStaySilentAsTheirTestsSay() throws Exception {
        assertThat(promtool("test", "rules", "rules-test.yaml")).isZero();
    }

    @Test
    void shouldHaveATestInWhichItFires() throws Exception {
        // Given
        String tests = Files.readString(TESTS);

        // When
        var fires = FIRES.matcher(tests).results().map(it -> it.group(1)).collect(Collectors.toSet());

        // Then
        assertThat(alerts()).hasSizeGreaterThan(15).isEqualTo(new TreeSet<>(fires));
    }

    @Test
    void shouldSayHowLongHowBadAndWhatToDo() throws Exception {
        assertThat(RULE.matcher(Files.readString(RULES)).results().map(it -> it.group()))
                .allSatisfy(it -> assertThat(it)
                        .containsPattern("\n +for: \\d+[sm]\n")
                        .containsPattern("\n +labels: \\{severity: (none|warning|critical)}\n")
                        .containsPattern("\n +summary: \"?[A-Z{].*\\.\"?\n")
                        .containsPattern("\n +runbook: docs/runbook\\.md#[\\w-]+"));
    }

    private static Set<String> alerts() throws Exception {
        return RULE.matcher(Files.readString(RULES))
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static int promtool(String... arguments) throws Exception {
        var verdict = RunningPrometheus.promtool(RunningPrometheus.DIRECTORY, RULES, arguments);
        assertThat(verdict.output()).doesNotContain("FAILED");
        return verdict.code();
    }
}
