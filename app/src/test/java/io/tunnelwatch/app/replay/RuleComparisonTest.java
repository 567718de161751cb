package io.tunnelwatch.app.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.console.Terminal;
import io.tunnelwatch.app.console.Times;
import io.tunnelwatch.app.replay.PlannedOutages.Outage;
import io.tunnelwatch.app.replay.ToldOutage.Difference;
import io.tunnelwatch.ingest.saved.SimulatedPast;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.simulator.ScenarioPast;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.LabelMatcher;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** Two sets of rules over the same observations, beside a count that knows nothing of a detector and a gate. */
class RuleComparisonTest {
    private static final long SEED = Long.getLong("seed", 20261129);
    private static final int CONNECTIONS = 6;
    private static final int HOURS = 30;
    private static final int SCANS_PER_HOUR = 3_600 / PlannedOutages.SCAN_SECONDS;

    @TempDir
    Path directory;

    /** One outage an hour at most, which is no flapping, and alerts have resolved before the next. */
    private final List<Outage> outages = outages(new Random(SEED));

    private final PlannedOutages planned = new PlannedOutages(names(), outages, HOURS * SCANS_PER_HOUR);

    @Test
    void shouldAgreeWithANaiveCount() {
        for (int[] holds : new int[][] {{60, 300}, {300, 60}, {90, 90}, {30, 3_000}}) {
            var comparison = compared(holds[0], holds[1], at -> true, List.of());

            assertThat(comparison.outages())
                    .as("seed %d, holds of %d and %d s", SEED, holds[0], holds[1])
                    .extracting(RuleComparisonTest::line)
                    .containsExactlyElementsOf(naive(holds[0], holds[1]));
        }
    }

    @Test
    void shouldCountByRule() {
        long set = outages.stream().filter(it -> told(it, 60) != null).count();
        long tried = outages.stream().filter(it -> told(it, 600) != null).count();
        assertThat(tried).isPositive().isLessThan(set);

        var comparison = compared(60, 600, at -> true, List.of());

        assertThat(comparison.counts())
                .containsExactly(new RuleComparison.Count(
                        AlertRule.ConnectionDown,
                        (int) (2 * set),
                        (int) (2 * tried),
                        (int) set,
                        (int) tried,
                        (int) tried,
                        0,
                        (int) (set - tried),
                        0));
    }

    /** An outage that was told before the window is in it only by what was told within. */
    @Test
    void shouldCountWithinTheWindowOnly() {
        Outage first =
                outages.stream().filter(it -> told(it, 60) != null).findFirst().orElseThrow();
        Instant told = first.since().plusSeconds(60);

        var comparison = compared(60, 60, at -> at.equals(told), List.of());

        assertThat(comparison.outages())
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.asSet().notices()).containsExactly(told));
    }

    /** The gate is the real one: people's commands count. */
    @Test
    void shouldNotCountWhatSomebodySilenced() {
        Command silence = Command.newBuilder()
                .setCommandId("quiet")
                .setType(CommandType.SILENCE)
                .setBy("ann")
                .setReason("lab")
                .setAt(PlannedOutages.BEGAN)
                .setUntil(PlannedOutages.time(HOURS * SCANS_PER_HOUR))
                .setMatchers(List.of(LabelMatcher.newBuilder()
                        .setName("vpn_connection_id")
                        .setValue(PlannedOutages.id(0))
                        .build()))
                .build();

        var comparison = compared(60, 300, at -> true, List.of(silence));

        assertThat(comparison.outages())
                .extracting(RuleComparisonTest::line)
                .containsExactlyElementsOf(naive(60, 300).stream()
                        .filter(it -> !it.contains(PlannedOutages.id(0)))
                        .toList());
    }

    @Test
    void shouldCountAMonthOfTheDemoAsItsStepsSay() {
        // Given
        Instant end = Instant.parse("2026-11-29T10:00:00Z");
        var month = ScenarioPast.beforeDemo(ScenarioPast.LONGEST, end, ZoneOffset.UTC);
        var set = trial(Map.of());
        var tried = trial(Map.of("alerts.for", "PT2M", "alerts.connectiondown.for", "PT24H"));

        // When
        for (String target : month.targets()) {
            SimulatedPast.observations(
                            Settings.of(Map.of("data.dir", directory.toString())), target, month.listings(target), end)
                    .forEach(it -> {
                        set.judge(target, it);
                        tried.judge(target, it);
                    });
        }
        set.tell(List.of(), Instant.MAX);
        tried.tell(List.of(), Instant.MAX);
        var comparison = new RuleComparison(set, tried, at -> true);

        // Then
        var counts = new TreeMap<AlertRule, RuleComparison.Count>();
        comparison.counts().forEach(it -> counts.put(it.rule(), it));
        assertThat(counts).containsKeys(AlertRule.ConnectionDown, AlertRule.BgpDown, AlertRule.GatewayDown);
        counts.forEach((rule, it) -> {
            assertThat(it.notices()).as("%s", rule).isEqualTo(naiveNotices(set.steps(), rule));
            assertThat(it.noticesTried()).as("%s tried", rule).isEqualTo(naiveNotices(tried.steps(), rule));
        });
        var down = java.util.Objects.requireNonNull(counts.get(AlertRule.ConnectionDown));
        assertThat(down.outages()).isPositive();
        assertThat(down.outagesTried()).isZero();
        assertThat(down.notTold()).isEqualTo(down.outages());
    }

    /** An imported history may have the ids of the connections that are polled. */
    @Test
    void shouldTellTargetsWithTheSameIdsApart() {
        var set = trial(Map.of("alerts.for", "PT1M"));
        var tried = trial(Map.of("alerts.for", "PT5M"));
        int scans = HOURS * SCANS_PER_HOUR;
        var imported = new PlannedOutages(names(), List.of(new Outage(0, 0, scans), new Outage(1, 0, scans)), scans);
        for (RuleTrial it : List.of(set, tried)) {
            planned.observations().forEach(heard -> it.judge(PlannedOutages.TARGET, heard));
            imported.observations().forEach(heard -> {
                heard.setAccount("imported");
                it.judge("imported/cn-hangzhou", heard);
            });
            it.tell(List.of(), Instant.MAX);
        }

        var byTarget = new RuleComparison(set, tried, at -> true)
                .outages().stream().collect(Collectors.groupingBy(ToldOutage::target));
        assertThat(byTarget.get("imported/cn-hangzhou")).hasSize(2).allMatch(it -> it.until() == null);
        assertThat(byTarget.get(PlannedOutages.TARGET))
                .extracting(RuleComparisonTest::line)
                .containsExactlyElementsOf(naive(60, 300));
    }

    /** A picture of more alerts than fit on a screen says how many it leaves out. */
    @Test
    void shouldDrawTwelveAlertsAtMost() {
        var many = new PlannedOutages(
                IntStream.range(0, 15).mapToObj(it -> "branch-" + it).toList(),
                IntStream.range(0, 15)
                        .mapToObj(it -> new Outage(it, 10 + 20 * it, 10))
                        .toList(),
                400);
        var trial = trial(Map.of("alerts.for", "PT1M"));
        many.observations().forEach(it -> trial.judge(PlannedOutages.TARGET, it));
        trial.tell(List.of(), Instant.MAX);
        var out = new StringWriter();
        var terminal = new Terminal(true, 80, ZoneOffset.UTC, Clock.fixed(trial.end(), ZoneOffset.UTC));

        new TrialTimeline(trial, null)
                .of(trial.steps(), trial.start(), trial.end())
                .print(new PrintWriter(out, true), terminal, new Times(terminal, true));

        assertThat(out.toString().lines().filter(it -> it.startsWith("  ConnectionDown")))
                .hasSize(12)
                .allMatch(it -> it.contains("▲"));
        assertThat(out.toString()).endsWith("Not drawn: 3 more alerts.\n");
    }

    /** The same rules make no difference. */
    @Test
    void shouldFindNoDifferenceBetweenEqualRules() {
        var comparison = compared(60, 60, at -> true, List.of());

        assertThat(comparison.outages()).isNotEmpty().allMatch(it -> it.difference() == Difference.SAME);
    }

    @Test
    void shouldDrawAPageThatObeysNobody() throws Exception {
        var comparison = compared(60, 300, at -> true, List.of());

        String page = new ComparisonPage(comparison, PlannedOutages.BEGAN, "<slower>\u202e.properties").html();

        Document parsed = parsed(page);
        assertThat(page)
                .contains("&lt;slower&gt;␦.properties", "成都分公司", "&lt;script&gt;x")
                .doesNotContain("<script");
        assertThat(page).doesNotContainPattern("(src|href)=|url\\(|https?://(?!www\\.w3\\.org/2000/svg)");
        assertThat(page.replace("\n", "")).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        assertThat(marks(parsed, "set"))
                .isEqualTo(1
                        + comparison.outages().stream()
                                .mapToInt(it -> it.asSet().notices().size())
                                .sum());
        assertThat(marks(parsed, "tried"))
                .isEqualTo(1
                        + comparison.outages().stream()
                                .mapToInt(it -> it.tried().notices().size())
                                .sum());
    }

    /** The marks of one kind, with that of the legend. */
    private static int marks(Document page, String kind) {
        var paths = page.getElementsByTagName("path");
        int marks = 0;
        for (int i = 0; i < paths.getLength(); i++) {
            var of = paths.item(i).getAttributes().getNamedItem("class");
            marks += of.getNodeValue().equals(kind) ? 1 : 0;
        }
        return marks;
    }

    private static Document parsed(String page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    }

    private RuleComparison compared(int hold, int other, Predicate<Instant> window, List<Command> commands) {
        var set = trial(Map.of("alerts.for", "PT" + hold + "S"));
        var tried = trial(Map.of("alerts.for", "PT" + other + "S"));
        planned.observations().forEach(it -> {
            set.judge(PlannedOutages.TARGET, it);
            tried.judge(PlannedOutages.TARGET, it);
        });
        set.tell(commands, Instant.MAX);
        tried.tell(commands, Instant.MAX);
        return new RuleComparison(set, tried, window);
    }

    private RuleTrial trial(Map<String, String> rules) {
        var settings = new HashMap<>(rules);
        settings.put("bootstrap.servers", "localhost:1");
        settings.put("processor.state.dir", directory.resolve("state").toString());
        Rules parsed = ProcessorSettings.of(Settings.of(settings)).rules();
        return new RuleTrial(parsed, Routing.everywhere(new TreeSet<>(List.of("anybody"))));
    }

    /** A step is told unless another alert inhibits it, and an end only to those who know the beginning. */
    private static int naiveNotices(List<Alert> steps, AlertRule rule) {
        var open = new TreeSet<String>();
        int notices = 0;
        for (Alert it : steps) {
            if (!it.getRule().name().equals(rule.name()) || it.getInhibitedBy() != null) {
                continue;
            }
            boolean isTold = it.getActive() || open.contains(it.getFingerprint());
            notices += isTold ? 1 : 0;
            if (it.getActive()) {
                open.add(it.getFingerprint());
            } else {
                open.remove(it.getFingerprint());
            }
        }
        assertThat(steps).extracting(Alert::getStatus).contains(AlertStatus.FIRING, AlertStatus.RESOLVED);
        return notices;
    }

    /** The first scan that has seen the outage for so long, if the outage lasts until then; two scans must see it. */
    private static @Nullable Integer told(Outage it, int holdSeconds) {
        int scans = Math.max(1, (holdSeconds + PlannedOutages.SCAN_SECONDS - 1) / PlannedOutages.SCAN_SECONDS);
        return scans < it.scans() ? scans * PlannedOutages.SCAN_SECONDS : null;
    }

    private List<String> naive(int hold, int other) {
        var lines = new ArrayList<String>();
        for (Outage it : outages) {
            Integer set = told(it, hold);
            Integer tried = told(it, other);
            if (set != null || tried != null) {
                lines.add(it.since() + " " + Duration.ofSeconds((long) it.scans() * PlannedOutages.SCAN_SECONDS) + " "
                        + PlannedOutages.id(it.connection()) + " " + (set == null ? 0 : 2) + " "
                        + (tried == null ? 0 : 2)
                        + " " + (set == null || tried == null ? null : Duration.ofSeconds(tried - set)));
            }
        }
        return lines;
    }

    private static String line(ToldOutage it) {
        Instant until = it.until();
        assertThat(until).isNotNull();
        return it.since() + " " + Duration.between(it.since(), until) + " "
                + it.alert().getEntity() + " " + it.asSet().notices().size() + " "
                + it.tried().notices().size() + " " + it.later();
    }

    private static List<String> names() {
        var names =
                new ArrayList<>(List.of("成都分公司 branch-chengdu", "evil\u001b[31m\u202eeman\r\n", "<script>x</script>"));
        for (int i = names.size(); i < CONNECTIONS; i++) {
            names.add("branch-" + i);
        }
        return names;
    }

    /** By time: in each hour one connection goes down, for half an hour at most. */
    private static List<Outage> outages(Random random) {
        var outages = new ArrayList<Outage>();
        for (int hour = 0; hour < HOURS - 1; hour++) {
            int longest = random.nextInt(3) == 0 ? SCANS_PER_HOUR / 2 : 12;
            outages.add(new Outage(
                    hour % CONNECTIONS, hour * SCANS_PER_HOUR + 1 + random.nextInt(40), 1 + random.nextInt(longest)));
        }
        return outages;
    }
}
