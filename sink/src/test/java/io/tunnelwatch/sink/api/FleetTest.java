package io.tunnelwatch.sink.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.web.ApiFixture;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.FacetState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fleet at a glance, compared with a count of every second, and its edges. */
class FleetTest {
    private static final int TRIALS = 25;
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    /** Berlin's clocks are set on 29 March and on 25 October, so two of these spans have a day of another length. */
    private static final List<Instant> BEGINNINGS = List.of(
            Instant.parse("2026-03-27T07:13:20Z"),
            Instant.parse("2026-10-23T22:00:00Z"),
            Instant.parse("2026-07-01T16:00:00Z"));

    private static final List<String> ZONES = List.of("Europe/Berlin", "Asia/Shanghai", "UTC");

    private final FleetHistory quiet = new FleetHistory(NOW);

    @Test
    void shouldCountTheFleetAsOneWhoLooksAtEverySecond() throws IOException {
        long first = Long.getLong("seed", 1);
        for (long seed = first; seed < first + TRIALS; seed++) {
            var random = new SplittableRandom(seed);
            Instant from = BEGINNINGS.get((int) (seed % BEGINNINGS.size()));
            Instant to = from.plusSeconds(3 * 86_400 + random.nextInt(86_400));
            String zone = ZONES.get(random.nextInt(ZONES.size()));
            var naive = new NaiveFleet(from, to, ZoneId.of(zone));
            var history = new FleetHistory(to);
            history.random(random, naive, from, to);

            JsonNode answer = json(history.model(), to, "fleet?from=" + from + "&to=" + to + "&zone=" + zone);

            var days = naive.days();
            assertThat(answer.path("days")).as("seed %d", seed).hasSize(days.size());
            for (int i = 0; i < days.size(); i++) {
                String what = "seed " + seed + ", day " + i;
                JsonNode day = answer.path("days").get(i);
                assertThat(day.path("connections").asInt())
                        .as(what)
                        .isEqualTo(days.get(i).connections());
                assertSame(what, day, days.get(i).count());
            }
            assertSame("seed " + seed, answer.path("figures"), naive.all());
            assertThat(answer.path("worst"))
                    .extracting(it -> it.path("id").asText())
                    .as("seed %d", seed)
                    .isEqualTo(naive.worst());
            assertThat(answer.path("flapping"))
                    .extracting(it -> it.path("id").asText() + " " + it.path("outages"))
                    .as("seed %d", seed)
                    .isEqualTo(naive.flapping());
        }
    }

    private static void assertSame(String what, JsonNode figures, NaiveFleet.Count naive) {
        assertThat(figures.path("upSeconds").asLong()).as(what).isEqualTo(naive.all(FacetState.UP));
        assertThat(figures.path("degradedSeconds").asLong()).as(what).isEqualTo(naive.all(FacetState.DEGRADED));
        assertThat(figures.path("downSeconds").asLong()).as(what).isEqualTo(naive.all(FacetState.DOWN));
        assertThat(figures.path("plannedSeconds").asLong()).as(what).isEqualTo(naive.planned());
        assertThat(figures.path("plannedDegradedSeconds").asLong())
                .as(what)
                .isEqualTo(naive.planned(FacetState.DEGRADED));
        assertThat(figures.path("plannedDownSeconds").asLong()).as(what).isEqualTo(naive.planned(FacetState.DOWN));
        assertShare(what, figures.path("availability"), naive.availability());
        assertShare(what, figures.path("availabilityOutsidePlanned"), naive.outsidePlanned());
    }

    private static void assertShare(String what, JsonNode share, @org.jspecify.annotations.Nullable Double naive) {
        assertThat(share.isNull() ? null : share.asDouble()).as(what).isEqualTo(naive);
    }

    /** The same figures stand in the report: there is one way to count. */
    @Test
    void shouldAgreeWithTheReport() throws IOException {
        var history = new FleetHistory(NOW);
        Instant from = NOW.minus(Duration.ofDays(3));
        history.random(new SplittableRandom(7), new NaiveFleet(from, NOW, ZoneId.of("UTC")), from, NOW);
        String window = "from=" + from + "&to=" + NOW;

        JsonNode worst = json(history.model(), NOW, "fleet?" + window).path("worst");
        JsonNode rows = json(history.model(), NOW, "availability?" + window).path("rows");

        assertThat(worst).isNotEmpty().allSatisfy(it -> assertThat(rows)
                .filteredOn(row -> row.path("key").equals(it.path("id")))
                .singleElement()
                .satisfies(row -> it.properties().stream()
                        .filter(field -> field.getKey().matches(".*(Seconds|availability.*|outages|flaps|coverage)"))
                        .forEach(field -> assertThat(row.path(field.getKey())).isEqualTo(field.getValue()))));
    }

    @Test
    void shouldShowThirtyDaysThatEndToday() throws IOException {
        JsonNode answer = json(quiet.model(), NOW, "fleet?zone=Asia/Shanghai");

        assertThat(answer.path("from").asText()).isEqualTo("2026-10-22T16:00:00Z");
        assertThat(answer.path("days")).hasSize(30);
        assertThat(answer.at("/days/29/from").asText()).isEqualTo("2026-11-20T16:00:00Z");
        assertThat(answer.at("/days/29/to").asText()).isEqualTo(NOW.toString());
    }

    /** Midnight is the end of a day, and not the beginning of one without length. */
    @Test
    void shouldEndWithTheDayThatIsOverAtMidnight() throws IOException {
        JsonNode answer = json(quiet.model(), NOW, "fleet?to=2026-11-21T00:00:00Z");

        assertThat(answer.path("days")).hasSize(30);
        assertThat(answer.at("/days/29/from").asText()).isEqualTo("2026-11-20T00:00:00Z");
    }

    @Test
    void shouldSayNothingAboutDaysThatNobodyObserved() throws IOException {
        quiet.connection("vco-1", "Berlin", "vpn-a", "prod");
        quiet.state("vco-1", FacetState.UP, NOW.minus(Duration.ofDays(2)), null);

        JsonNode days = json(quiet.model(), NOW, "fleet").path("days");

        for (int i = 0; i < 30; i++) {
            JsonNode day = days.get(i);
            boolean isObserved = i >= 27;
            assertThat(day.path("connections").asInt()).as("day " + i).isEqualTo(isObserved ? 1 : 0);
            assertThat(day.path("availability").isNull()).as("day " + i).isEqualTo(!isObserved);
            assertThat(day.path("availabilityOutsidePlanned").isNull())
                    .as("day " + i)
                    .isEqualTo(!isObserved);
        }
        assertThat(days.get(27).path("coverage").asDouble()).isEqualTo(16 / 24.0);
    }

    /** A new connection does not make the days before it look unknown. */
    @Test
    void shouldCountAConnectionInTheDaysInWhichItExisted() throws IOException {
        quiet.connection("vco-1", "Berlin", "vpn-a", "prod");
        quiet.state("vco-1", FacetState.UP, NOW.minus(Duration.ofDays(20)), null);
        quiet.connection("vco-2", "Rome", "vpn-a", "prod");
        quiet.state("vco-2", FacetState.DOWN, NOW.minus(Duration.ofDays(1)), null);

        JsonNode days = json(quiet.model(), NOW, "fleet").path("days");

        assertThat(days.get(27).path("connections").asInt()).isOne();
        assertThat(days.get(27).path("coverage").asDouble()).isOne();
        assertThat(days.get(29).path("connections").asInt()).isEqualTo(2);
        assertThat(days.get(29).path("availability").asDouble()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({
        "gateway, vpn-a:2 vpn-b:1 (none):1",
        "region, acct/region:4",
        "tag:env, prod:2 test:1 (none):1",
        "tag:nothing, (none):4"
    })
    void shouldGroupTheConnections(String group, String expected) throws IOException {
        quiet.connection("vco-1", "Berlin", "vpn-a", "prod");
        quiet.connection("vco-2", "Rome", "vpn-a", "test");
        quiet.connection("vco-3", "Oslo", "vpn-b", "prod");
        quiet.connection("vco-4", "Lima", "", "");
        for (String id : List.of("vco-1", "vco-2", "vco-3", "vco-4")) {
            quiet.state(id, FacetState.DOWN, NOW.minus(Duration.ofDays(2)), null);
        }

        JsonNode answer = json(quiet.model(), NOW, "fleet?group=" + group);

        assertThat(answer.path("groups"))
                .extracting(it -> it.path("key").asText() + ":" + it.path("connections"))
                .containsExactlyInAnyOrder(expected.split(" "));
        assertThat(answer.path("groupsTotal").asInt()).isEqualTo(expected.split(" ").length);
        var keys = new TreeSet<String>();
        answer.path("worst").forEach(it -> keys.add(it.path("group").asText()));
        answer.path("flapping").forEach(it -> keys.add(it.path("group").asText()));
        assertThat(expected.replaceAll(":\\d", "").split(" ")).containsExactlyInAnyOrderElementsOf(keys);
    }

    /** Every listed connection finds its group, however many groups are worse. */
    @Test
    void shouldListTenGroupsAndThoseOfTheListedConnections() throws IOException {
        for (int i = 0; i < 12; i++) {
            quiet.connection("vco-down" + i, "", "vpn-" + i, "");
            quiet.state("vco-down" + i, FacetState.DOWN, NOW.minus(Duration.ofDays(2)), null);
        }
        quiet.connection("vco-flaps", "", "vpn-flaps", "");
        for (int i = 0; i < 6; i++) {
            Instant at = NOW.minus(Duration.ofHours(6 - i));
            quiet.state("vco-flaps", FacetState.DOWN, at, at.plusSeconds(60));
            quiet.state("vco-flaps", FacetState.UP, at.plusSeconds(60), at.plusSeconds(3_600));
        }

        JsonNode answer = json(quiet.model(), NOW, "fleet?group=gateway");

        assertThat(answer.path("worst")).hasSize(10);
        assertThat(answer.path("flapping")).hasSize(10);
        assertThat(answer.at("/flapping/0/id").asText()).isEqualTo("vco-flaps");
        assertThat(answer.at("/flapping/0/outages").asInt()).isEqualTo(6);
        assertThat(answer.path("groupsTotal").asInt()).isEqualTo(13);
        assertThat(answer.path("groups").findValuesAsText("key")).hasSize(11).contains("vpn-flaps");
    }

    @Test
    void shouldNotCallAConnectionBadThatWasAlwaysUp() throws IOException {
        quiet.connection("vco-1", "Berlin", "vpn-a", "prod");
        quiet.state("vco-1", FacetState.UP, NOW.minus(Duration.ofDays(2)), null);
        quiet.connection("vco-2", "Rome", "vpn-a", "prod");

        JsonNode answer = json(quiet.model(), NOW, "fleet");

        assertThat(answer.path("connections").asInt()).isEqualTo(2);
        assertThat(answer.path("worst")).isEmpty();
        assertThat(answer.path("flapping")).isEmpty();
        assertThat(answer.path("groups")).isEmpty();
        assertThat(json(quiet.model(), NOW, "fleet?q=rome").path("connections").asInt())
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "group=account",
                "group=tag:",
                "zone=Mars/Olympus",
                "from=2026-06-01T00:00:00Z",
                "to=+1000000000-12-31T23:59:59Z",
                "from=-1000000000-01-01T00:00:00Z",
                "colour=red"
            })
    void shouldRefuseInWordsAGlanceThatMakesNoSense(String query) throws IOException {
        Reply reply = reply(quiet.model(), NOW, "fleet?" + query);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(new ObjectMapper().readTree(reply.body()).path("detail").asText())
                .isNotBlank()
                .doesNotContain("Exception");
    }

    /** The time that it takes is printed, and not judged: docs/figures/page.md has it. */
    @Test
    void shouldShowAMonthOfFiveThousandConnections() throws IOException {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 5_000; i++) {
            String id = "vco-" + i;
            quiet.connection(id, "Office " + i, "vpn-" + i % 50, i % 2 == 0 ? "prod" : "test");
            Instant at = NOW.minus(Duration.ofDays(31));
            for (int outage = random.nextInt(20); outage > 0; outage--) {
                Instant down = at.plusSeconds(random.nextInt(86_400));
                Instant up = down.plusSeconds(1 + random.nextInt(3_600));
                quiet.state(id, FacetState.UP, at, down);
                quiet.state(id, FacetState.DOWN, down, up);
                at = up;
            }
            quiet.state(id, FacetState.UP, at, null);
        }
        quiet.nightly("tag_env", "prod");
        JsonNode answer = json(quiet.model(), NOW, "fleet?group=gateway");
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 10; i++) {
            reply(quiet.model(), NOW, "fleet?group=gateway");
        }
        System.out.printf(
                "a month of 5,000 connections: %d ms of processor time%n",
                (threads.getCurrentThreadCpuTime() - begun) / 10_000_000);

        assertThat(answer.path("days"))
                .hasSize(30)
                .allSatisfy(it -> assertThat(it.path("connections").asInt()).isEqualTo(5_000));
        assertThat(answer.at("/days/3/plannedSeconds").asLong()).isEqualTo(2_500L * 3_600);
    }

    private static JsonNode json(ReadModel model, Instant now, String asked) throws IOException {
        Reply reply = reply(model, now, asked);
        assertThat(reply.status())
                .as("%s: %s", asked, new String(reply.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return new ObjectMapper().readTree(reply.body());
    }

    private static Reply reply(ReadModel model, Instant now, String asked) {
        var parts = List.of(asked.replace("+", "%2B").split("\\?", 2));
        var query = new Fields(true);
        if (parts.size() > 1) {
            UrlEncoded.decodeTo(parts.get(1), query::add, StandardCharsets.UTF_8);
        }
        var api = new Api(model, ApiFixture.words(model), new ManualClock(now), "");
        return api.reply("/api/v1/" + parts.get(0), query);
    }
}
