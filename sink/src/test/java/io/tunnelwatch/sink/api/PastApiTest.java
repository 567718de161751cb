package io.tunnelwatch.sink.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.web.ApiFixture;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests about an earlier time, without HTTP. */
class PastApiTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private final ManualClock clock = new ManualClock(NOW);
    private final ReadModel model = new ReadModel(clock, clock::nanos);
    private final Api api = new Api(model, ApiFixture.words(model), clock, "a notice");

    @BeforeEach
    void tell() {
        new ApiFixture(model, NOW).tell();
    }

    /** vco-1 was down from 06:00 to 06:30, vco-2 is down since 07:30, and vco-3 is observed since 07:00. */
    @ParameterizedTest
    @CsvSource({
        "05:59:59.999, UNKNOWN UNKNOWN UNKNOWN",
        "06:00:00, DOWN UP UNKNOWN",
        "06:29:59.999, DOWN UP UNKNOWN",
        "06:30:00, UP UP UNKNOWN",
        "06:59:59.999, UP UP UNKNOWN",
        "07:00:00, UP UP DEGRADED",
        "07:30:00, UP DOWN DEGRADED",
        "08:00:00, UP DOWN DEGRADED"
    })
    void shouldShowTheStatesOfThatTime(String time, String states) throws IOException {
        JsonNode answer = json("/api/v1/connections?at=2026-11-21T" + time + "Z");

        assertThat(answer.path("connections"))
                .extracting(it -> it.path("state").asText())
                .containsExactly(states.split(" "));
        assertThat(Instant.parse(answer.path("asOf").asText())).isEqualTo("2026-11-21T" + time + "Z");
        JsonNode counts = json("/api/v1/summary?at=2026-11-21T" + time + "Z").path("states");
        for (String state : List.of("UP", "DOWN", "DEGRADED", "UNKNOWN")) {
            assertThat(counts.path(state).asInt())
                    .isEqualTo(List.of(states.split(" ")).stream()
                            .filter(state::equals)
                            .count());
        }
    }

    @Test
    void shouldNotGuessTheTimesOfAConnectionThatHadNotBeenObservedYet() throws IOException {
        JsonNode it = json("/api/v1/connections/vco-3?at=2026-11-21T06:15:00Z").path("connection");

        assertThat(it.path("reason").asText()).isEqualTo("NOT_SEEN");
        assertThat(it.path("stale").asBoolean()).isTrue();
        assertThat(it.path("since").isNull()).isTrue();
        assertThat(it.path("changedAt").isNull()).isTrue();
        assertThat(it.path("facets")).isEmpty();
        assertThat(it.at("/availability/day/coverage").asDouble()).isZero();
    }

    @Test
    void shouldNotKnowWhatCameAfterTheLastScanOfATargetThatIsStaleNow() throws IOException {
        // Given
        clock.advance(Duration.ofHours(1));
        // When
        JsonNode before = json("/api/v1/connections?at=2026-11-21T08:00:00Z").path("connections");
        JsonNode after = json("/api/v1/connections?at=2026-11-21T08:00:01Z").path("connections");
        // Then
        assertThat(before).extracting(it -> it.path("state").asText()).containsExactly("UP", "DOWN", "DEGRADED");
        assertThat(after).extracting(it -> it.path("state").asText()).containsOnly("UNKNOWN");
        assertThat(after).extracting(it -> it.path("since").asText()).containsOnly(NOW.toString());
        assertThat(json("/api/v1/summary?at=2026-11-21T08:00:00Z")
                        .at("/targets/0/stale")
                        .asBoolean())
                .isFalse();
        assertThat(json("/api/v1/summary?at=2026-11-21T08:00:01Z")
                        .at("/targets/0/stale")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void shouldAnswerAsItsDescriptionSays() throws IOException {
        JsonNode document = json("/api/v1/openapi.json");
        var conformance = new Conformance(document);
        for (String path : List.of("connections", "connections/{id}", "alerts", "summary")) {
            JsonNode schema = document.path("paths")
                    .path("/api/v1/" + path)
                    .at("/get/responses/200/content/application~1json/schema");
            for (String time : List.of("05:00:00", "06:15:00", "08:00:00")) {
                String asked = "/api/v1/" + path.replace("{id}", "vco-3") + "?at=2026-11-21T" + time + "Z"
                        + (path.equals("alerts") ? "&status=all" : "");
                assertThat(conformance.faults(json(asked), schema)).as(asked).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"connections", "connections/vco-1", "alerts", "summary"})
    void shouldRefuseATimeOfWhichNothingIsKnownAndNameTheCure(String path) throws IOException {
        assertThat(problem(path, "yesterday")).isEqualTo("at must be a time such as 2026-11-21T08:00:00Z");
        assertThat(problem(path, "2026-11-21T08:00:00.001Z"))
                .isEqualTo("at must not lie in the future; leave it out to see the present");
        assertThat(problem(path, "2026-08-23T07:59:59Z"))
                .isEqualTo("at must lie within the last 90 days; /api/v1/intervals tells the states of earlier times");
        assertThat(reply("/api/v1/" + path + "?at=2026-08-23T08:00:00Z").status())
                .isEqualTo(200);
        assertThat(reply("/api/v1/" + path + "?at=2026-11-21T14:00:00%2B08:00").status())
                .isEqualTo(200);
    }

    private String problem(String path, String at) throws IOException {
        Reply it = reply("/api/v1/" + path + "?at=" + at);
        assertThat(it.status()).isEqualTo(400);
        return it.detail();
    }

    @Test
    void shouldBeKeptOnlyWhenNothingCanChangeItAnyMore() {
        assertThat(reply("/api/v1/connections").caching()).isEqualTo("no-store");
        // Scans every 30 s, so that a gap may reach back by 92 s.
        assertThat(reply("/api/v1/connections?at=2026-11-21T07:58:28Z").caching())
                .isEqualTo("no-store");
        assertThat(reply("/api/v1/connections?at=2026-11-21T07:58:27Z").caching())
                .isEqualTo("private, max-age=300");
        // A maintenance that is entered afterwards may still change its figures.
        assertThat(reply("/api/v1/connections/vco-1?at=2026-11-21T07:58:27Z").caching())
                .isEqualTo("no-store");
        assertThat(reply("/api/v1/connections?at=2999-01-01T00:00:00Z").caching())
                .isEqualTo("no-store");
        new ApiFixture(model, NOW).happened("vco-1", 2); // the view does not follow
        clock.advance(Duration.ofMinutes(5));
        assertThat(reply("/api/v1/connections?at=2026-11-21T07:58:27Z").caching())
                .isEqualTo("no-store");
    }

    @Test
    void shouldShowTheNamesAndNetworksOfThatTime() throws IOException {
        // Given
        ConnectionContext after =
                context("Rome 2", "vpn-b", List.of("10.1.0.0/16", "10.2.0.0/16"), List.of(new Tag("env", "prod")));
        change(
                "vco-2",
                TransitionKind.CONFIGURATION_CHANGED,
                15,
                after,
                new ConfigurationChange(null, "name", "Rome 1", "Rome 2"),
                new ConfigurationChange(null, "vpnGatewayId", "vpn-a", "vpn-b"),
                new ConfigurationChange(null, "remoteSubnets", "10.1.0.0/16", "10.1.0.0/16,10.2.0.0/16"),
                new ConfigurationChange(null, "tags.env", "test", "prod"),
                new ConfigurationChange(null, "tags.owner", "ann", ""));
        change(
                "vco-2",
                TransitionKind.CONFIGURATION_CHANGED,
                5,
                context("Rome 3", "vpn-b", after.getRemoteSubnets(), after.getTags()),
                new ConfigurationChange(null, "name", "Rome 2", "Rome 3"));
        // When
        JsonNode first =
                json("/api/v1/connections/vco-2?at=2026-11-21T07:40:00Z").path("connection");
        JsonNode second =
                json("/api/v1/connections/vco-2?at=2026-11-21T07:50:00Z").path("connection");
        // Then
        assertThat(first.path("name").asText()).isEqualTo("Rome 1");
        assertThat(first.path("gateway").asText()).isEqualTo("vpn-a");
        assertThat(first.path("remoteSubnets").toString()).isEqualTo("[\"10.1.0.0/16\"]");
        assertThat(first.path("tags").toString()).isEqualTo("{\"env\":\"test\",\"owner\":\"ann\"}");
        assertThat(first.path("lifecycle").asText()).isEmpty();
        assertThat(first.path("changes")).isEmpty();
        assertThat(second.path("name").asText()).isEqualTo("Rome 2");
        assertThat(second.path("changes")).hasSize(1);
        assertThat(json("/api/v1/connections?at=2026-11-21T07:40:00Z&gateway=vpn-a&q=rome 1")
                        .path("total")
                        .asInt())
                .isOne();
    }

    /** Its configuration changed 30 s ago. */
    @Test
    void shouldShowTheConfigurationOnlyIfNothingHasChangedItSince() throws IOException {
        assertThat(json("/api/v1/connections/vco-1?at=2026-11-21T07:59:29Z")
                        .at("/connection/configuration")
                        .isNull())
                .isTrue();
        assertThat(json("/api/v1/connections/vco-1?at=2026-11-21T07:59:30Z")
                        .at("/connection/configuration/ike/encryption")
                        .asText())
                .isEqualTo("aes256");
    }

    @Test
    void shouldShowWhatWasDeletedSinceAndNotWhatWasCreatedSince() throws IOException {
        // Given
        ConnectionContext context = context("Madrid", "vpn-a", List.of(), List.of());
        new ApiFixture(model, NOW).existed("vco-4", 50, 40);
        change("vco-4", TransitionKind.CONNECTION_CREATED, 50, context);
        change("vco-4", TransitionKind.CONNECTION_DELETED, 40, context);
        // When
        var existed = List.of(exists("vco-4", "07:09:59"), exists("vco-4", "07:10:00"), exists("vco-4", "07:20:00"));
        // Then
        assertThat(existed).containsExactly(false, true, false);
        assertThat(json("/api/v1/connections/vco-4?at=2026-11-21T07:15:00Z")
                        .at("/connection/name")
                        .asText())
                .isEqualTo("Madrid");
    }

    private boolean exists(String id, String time) throws IOException {
        int status = reply("/api/v1/connections/" + id + "?at=2026-11-21T" + time + "Z")
                .status();
        var listed = json("/api/v1/connections?at=2026-11-21T" + time + "Z").findValuesAsText("id");
        assertThat(listed.contains(id)).isEqualTo(status == 200);
        return status == 200;
    }

    @Test
    void shouldShowTheAlertsOfThatTime() throws IOException {
        // Given
        Alert resolved = step("d", AlertStatus.RESOLVED, 40, 20);
        model.put(decision(step("d", AlertStatus.FIRING, 40, 40), 40));
        model.put(decision(resolved, 20));
        model.put(resolved);
        model.commands().put(command("14", 35));
        model.commands().put(cancel("15", "14", 25));
        // When
        var times = List.of("07:19:59", "07:20:00", "07:30:00", "07:36:00", "07:40:00");
        // Then
        assertThat(times)
                .extracting(it -> alertsAt(it, "active"))
                .containsExactly("", "FIRING []", "FIRING [\"14\"]", "FIRING []", "");
        assertThat(alertsAt("07:40:00", "past")).isEqualTo("RESOLVED []");
        assertThat(json("/api/v1/summary?at=2026-11-21T07:30:00Z")
                        .at("/alerts/CRITICAL")
                        .asInt())
                .isOne();
        assertThat(json("/api/v1/connections/vco-3?at=2026-11-21T07:30:00Z")
                        .at("/connection/alerts/0/status")
                        .asText())
                .isEqualTo("FIRING");
    }

    @Test
    void shouldSayThatAlertsMayBeMissingBeforeTheFirstDecision() throws IOException {
        model.put(decision(step("d", AlertStatus.FIRING, 40, 40), 40));

        assertThat(json("/api/v1/alerts?at=2026-11-21T07:20:00Z").path("incomplete"))
                .isEmpty();
        assertThat(json("/api/v1/alerts?at=2026-11-21T07:19:59Z").path("incomplete"))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.path("cause").asText()).isEqualTo("COMPACTED");
                    assertThat(it.path("to").asText()).isEqualTo("2026-11-21T07:20:00Z");
                });
        assertThat(json("/api/v1/alerts").path("incomplete")).isEmpty();
    }

    @Test
    void shouldKnowOfATargetOnlyWhetherItWasFresh() throws IOException {
        assertThat(json("/api/v1/summary?at=2026-11-21T07:00:00Z").path("targets"))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.path("target").asText()).isEqualTo("acct/region");
                    assertThat(it.path("stale").asBoolean()).isFalse();
                    assertThat(it.path("since").asText()).isEqualTo("2026-11-21T04:40:00Z");
                });
        assertThat(json("/api/v1/summary?at=2026-11-21T04:39:59Z").path("targets"))
                .isEmpty();
    }

    private String alertsAt(String time, String status) {
        try {
            JsonNode it = json("/api/v1/alerts?rule=BgpDown&connection=vco-3&status=" + status + "&at=2026-11-21T"
                            + time + "Z")
                    .path("alerts");
            return it.isEmpty()
                    ? ""
                    : it.at("/0/status").asText() + " " + it.at("/0/commands").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Alert step(String fingerprint, AlertStatus status, int firedAgo, int updatedAgo) {
        boolean isActive = status != AlertStatus.RESOLVED;
        return Alert.newBuilder()
                .setFingerprint(fingerprint)
                .setStepId(fingerprint + status)
                .setRule(AlertRule.BgpDown)
                .setSeverity(AlertSeverity.CRITICAL)
                .setStatus(status)
                .setActive(isActive)
                .setAccount("acct")
                .setRegion("region")
                .setEntity("vco-3")
                .setConnectionId("vco-3")
                .setSince(ago(firedAgo))
                .setNotBefore(ago(firedAgo))
                .setFiredAt(ago(firedAgo))
                .setUpdatedAt(ago(updatedAgo))
                .setResolvedAt(isActive ? null : ago(updatedAgo))
                .setOrder(new Order(1L, 100L - updatedAgo, 0))
                .build();
    }

    private static Notification decision(Alert alert, int minutesAgo) {
        return Notification.newBuilder()
                .setNotificationId("n-" + alert.getStepId())
                .setFingerprint(alert.getFingerprint())
                .setKind(NotificationKind.ALERT)
                .setOutcome(NotificationOutcome.SILENT)
                .setReason("NO_ROUTE")
                .setAt(ago(minutesAgo))
                .setAlert(alert)
                .build();
    }

    private static Command command(String id, int minutesAgo) {
        return Command.newBuilder()
                .setCommandId(id)
                .setType(CommandType.ACKNOWLEDGE)
                .setBy("ann")
                .setAt(ago(minutesAgo))
                .setReason("")
                .setFingerprint("d")
                .setUntil(NOW.plus(Duration.ofHours(2)))
                .build();
    }

    private static Command cancel(String id, String other, int minutesAgo) {
        return Command.newBuilder()
                .setCommandId(id)
                .setType(CommandType.CANCEL)
                .setBy("ann")
                .setAt(ago(minutesAgo))
                .setReason("")
                .setCancels(other)
                .build();
    }

    private static ConnectionContext context(String name, String gateway, List<String> remote, List<Tag> tags) {
        return new ConnectionContext(name, "VPNGW", gateway, List.of(), "", "active", List.of(), remote, tags);
    }

    private void change(
            String connection,
            TransitionKind kind,
            int minutesAgo,
            @Nullable ConnectionContext context,
            ConfigurationChange... changes) {
        model.put(
                "acct/region/" + connection,
                Transition.newBuilder()
                        .setTransitionId(connection + kind + minutesAgo)
                        .setKind(kind)
                        .setAccount("acct")
                        .setRegion("region")
                        .setConnectionId(connection)
                        .setEntity(connection)
                        .setNotBefore(ago(minutesAgo))
                        .setDetectedAt(ago(minutesAgo))
                        .setContext(context)
                        .setChanges(List.of(changes))
                        .setOrder(new Order(1L, 1L, 0))
                        .build());
    }

    private static Instant ago(int minutes) {
        return NOW.minus(Duration.ofMinutes(minutes));
    }

    private JsonNode json(String address) throws IOException {
        return new ObjectMapper().readTree(reply(address).body());
    }

    private Reply reply(String address) {
        var parts = List.of(address.split("\\?", 2));
        var query = new Fields(true);
        if (parts.size() > 1) {
            UrlEncoded.decodeTo(parts.get(1), query::add, StandardCharsets.UTF_8);
        }
        return api.reply(parts.get(0), query);
    }
}
