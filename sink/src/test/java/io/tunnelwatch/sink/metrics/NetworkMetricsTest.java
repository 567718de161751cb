package io.tunnelwatch.sink.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.tunnelwatch.sink.api.ClockSteps;
import io.tunnelwatch.sink.api.PageTroubles;
import io.tunnelwatch.sink.model.FeedStatus;
import io.tunnelwatch.sink.model.ModelStates;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.web.ApiFixture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NetworkMetricsTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final ReadModel model = new ReadModel();
    private final ApiFixture fixture = new ApiFixture(model, now);

    @Test
    void shouldCountConnectionsByTheStateThatThePageShows() {
        fixture.tell();

        var values = scrape(model, now, false);

        assertThat(values)
                .containsEntry("tunnelwatch_connections acct region UP", 1.0)
                .containsEntry("tunnelwatch_connections acct region DOWN", 1.0)
                .containsEntry("tunnelwatch_connections acct region DEGRADED", 1.0)
                .containsEntry("tunnelwatch_connections acct region UNKNOWN", 0.0)
                .containsEntry("tunnelwatch_connections acct region NOT_CONFIGURED", 0.0);
    }

    @Test
    void shouldCountActiveAlertsAndThoseThatAnotherOneExplains() {
        fixture.tell();

        var values = scrape(model, now, false);

        assertThat(values)
                .containsEntry("tunnelwatch_alerts_active ConnectionDown CRITICAL", 1.0)
                .containsEntry("tunnelwatch_alerts_active BgpDown WARNING", 1.0)
                .containsEntry("tunnelwatch_alerts_inhibited BgpDown WARNING", 1.0)
                .containsEntry("tunnelwatch_alerts_inhibited ConnectionDown CRITICAL", 0.0)
                .as("resolved")
                .containsEntry("tunnelwatch_alerts_active GatewayDown CRITICAL", 0.0);
    }

    @Test
    void shouldShowAStaleTargetAsUnknownAndNeverAsRecovered() {
        fixture.tell();

        var values = scrape(model, now.plus(Duration.ofHours(1)), true);

        assertThat(values)
                .containsEntry("tunnelwatch_connections acct region UNKNOWN", 3.0)
                .containsEntry("tunnelwatch_connections acct region UP", 0.0)
                .containsEntry("tunnelwatch_connection_state acct vco-2 region", -1.0)
                .containsEntry("tunnelwatch_target_stale acct region", 1.0)
                .containsEntry("tunnelwatch_target_scan_age_seconds acct region", 3600.0);
    }

    @Test
    void shouldTellNothingOfTheNetworkBeforeItHasReadItsTopics() {
        // Given
        ReadModel reading = ModelStates.catchingUp();
        new ApiFixture(reading, now).tell();

        // When
        var before = scrape(reading, now, true);

        // Then
        assertThat(before.keySet()).allMatch(it -> it.startsWith("tunnelwatch_page_troubles "));
        ModelStates.caughtUp(reading);
        assertThat(scrape(reading, now, true)).containsKey("tunnelwatch_connections acct region DOWN");
    }

    @Test
    void shouldHaveASeriesForEachConnectionOnlyIfAsked() {
        fixture.tell();

        assertThat(scrape(model, now, false).keySet()).noneMatch(it -> it.contains("vco-"));
        assertThat(scrape(model, now, true))
                .containsEntry("tunnelwatch_connection_state acct vco-1 region", 2.0)
                .containsEntry("tunnelwatch_connection_state acct vco-2 region", 0.0)
                .containsEntry("tunnelwatch_connection_state acct vco-3 region", 1.0);
    }

    @Test
    void shouldForgetADeletedConnectionAndCountItsPast() {
        // Given
        fixture.tell();
        var before = scrape(model, now, true);
        assertThat(before).containsKey("tunnelwatch_connection_state acct vco-2 region");

        // When
        fixture.deleted("vco-2");

        // Then
        var values = scrape(model, now, true);
        assertThat(values)
                .doesNotContainKey("tunnelwatch_connection_state acct vco-2 region")
                .containsEntry("tunnelwatch_connections acct region DOWN", 0.0)
                .containsEntry("tunnelwatch_connections acct region UP", 1.0);
        assertThat(value(values, "tunnelwatch_availability_ratio acct region 1d"))
                .isEqualTo(value(before, "tunnelwatch_availability_ratio acct region 1d"));
    }

    @Test
    void shouldComputeAvailabilityAndCoverageOfEachWindow() {
        fixture.tell();

        var values = scrape(model, now, false);

        // vco-1 was up for the hour, vco-2 for half of it, vco-3 was degraded.
        assertThat(value(values, "tunnelwatch_availability_ratio acct region 1h"))
                .isCloseTo(0.5, within(0.001));
        assertThat(value(values, "tunnelwatch_availability_coverage_ratio acct region 1h"))
                .isCloseTo(1, within(0.001));
        // vco-1: 90 of 120 minutes; vco-2: 90 of 120; vco-3: none of 60.
        assertThat(value(values, "tunnelwatch_availability_ratio acct region 1d"))
                .isCloseTo(180 / 300.0, within(0.001));
        assertThat(value(values, "tunnelwatch_availability_coverage_ratio acct region 1d"))
                .isCloseTo(300 / (3 * 1440.0), within(0.001));
    }

    @Test
    void shouldTellTheTroublesOfThePage() {
        fixture.tell();

        assertThat(scrape(model, now, false)).containsEntry("tunnelwatch_page_troubles NOBODY_POLLS", 0.0);
        assertThat(scrape(model, now.plus(Duration.ofHours(1)), false))
                .containsEntry("tunnelwatch_page_troubles NOBODY_POLLS", 1.0);
    }

    private static double value(Map<String, Double> values, String name) {
        assertThat(values).containsKey(name);
        return values.getOrDefault(name, Double.NaN);
    }

    /** The values of a scrape by name and label values; these are in the order of the labels' names. */
    private static Map<String, Double> scrape(ReadModel model, Instant at, boolean perConnection) {
        var clock = Clock.fixed(at, ZoneOffset.UTC);
        var troubles = new PageTroubles(model, FeedStatus.HEALTHY, new ClockSteps(clock, () -> 0L, () -> {}));
        var values = new TreeMap<String, Double>();
        for (MetricSnapshot family : new NetworkMetrics(model, troubles, clock, perConnection).collect()) {
            String name = family.getMetadata().getPrometheusName();
            ((GaugeSnapshot) family)
                    .getDataPoints()
                    .forEach(it -> values.put(name + text(it.getLabels()), it.getValue()));
        }
        return values;
    }

    private static String text(Labels labels) {
        var text = new StringBuilder();
        labels.forEach(it -> text.append(' ').append(it.getValue()));
        return text.toString();
    }
}
