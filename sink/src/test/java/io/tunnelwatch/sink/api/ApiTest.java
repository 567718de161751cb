package io.tunnelwatch.sink.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.web.ApiFixture;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.LabelMatcher;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.ScanCompleted;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API's requests, without HTTP. */
class ApiTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private final ManualClock clock = new ManualClock(NOW);
    private final ReadModel model = new ReadModel(clock, clock::nanos);
    private final Api api = new Api(model, ApiFixture.words(model), clock, "a notice");

    @BeforeEach
    void tell() {
        new ApiFixture(model, NOW).tell();
    }

    @Test
    void shouldAnswerEachPathAsItsDescriptionSays() throws IOException {
        JsonNode document = json("/api/v1/openapi.json");
        var conformance = new Conformance(document);
        for (var path : document.path("paths").properties()) {
            JsonNode schema = path.getValue().at("/get/responses/200/content/application~1json/schema");
            if (path.getKey().equals("/api/v1/stream")) {
                continue; // not JSON, and without end
            }
            String asked = path.getKey()
                    .replace("{id}", "vco-1")
                    .replace("{fingerprint}", "a")
                    .replaceAll("packet$", "packet?format=json")
                    .replaceAll("intervals$", "intervals?entity=vco-1")
                    .replaceAll("alerts$", "alerts?status=all");
            assertThat(conformance.faults(json(asked), schema)).as(asked).isEmpty();
        }
    }

    @Test
    void shouldKnowEachParameterThatItsDescriptionNamesAndNoOther() throws IOException {
        for (var path : json("/api/v1/openapi.json").path("paths").properties()) {
            if (path.getKey().equals("/api/v1/stream")) {
                continue; // has no parameters
            }
            String asked = path.getKey().replace("{id}", "vco-1") + "?";
            for (JsonNode parameter : path.getValue().at("/get/parameters")) {
                if (parameter.path("in").asText().equals("query")) {
                    assertThat(detail(asked + parameter.path("name").asText() + "=x"))
                            .as(asked + parameter)
                            .doesNotContain("unknown parameter");
                }
            }
            assertThat(detail(asked + "colour=red")).as(asked).contains("unknown parameter");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "state=DOWN, vco-2",
        "state=down, vco-2",
        "gateway=vpn-b, vco-3",
        "customerGateway=cgw-vco-1, vco-1",
        "tag=env:test, vco-2",
        "tag=env, vco-1 vco-2 vco-3",
        "q=BERLIN, vco-1",
        "q=192.168, vco-1 vco-2 vco-3",
        "region=elsewhere, ''",
        "sort=state, vco-2 vco-3 vco-1",
        "sort=-name, vco-2 vco-3 vco-1",
        "sort=id&offset=1&limit=1, vco-2"
    })
    void shouldFindConnections(String query, String expected) throws IOException {
        assertThat(String.join(
                        " ",
                        json("/api/v1/connections?" + query).path("connections").findValuesAsText("id").stream()
                                .filter(it -> it.startsWith("vco"))
                                .toList()))
                .isEqualTo(expected);
    }

    @Test
    void shouldSayInWordsWhyNobodyWasTold() throws IOException {
        model.commands()
                .put(Command.newBuilder()
                        .setCommandId("12")
                        .setType(CommandType.MAINTENANCE)
                        .setBy("ops-night")
                        .setAt(NOW)
                        .setReason("firmware")
                        .setMatchers(List.of(new LabelMatcher("alertname", "ConnectionDown", false, true)))
                        .setUntil(NOW.plus(Duration.ofHours(2)))
                        .build());
        model.put(notification("a", NotificationOutcome.SILENT, "IN_MAINTENANCE", "12", List.of()));
        model.put(notification("b", NotificationOutcome.NOTIFY, "FIRED", null, List.of("phone", "chat")));
        model.put(notification("b", NotificationOutcome.DELIVERED, "OK", null, List.of("chat")));
        model.put(notification("b", NotificationOutcome.FAILED, "GIVEN_UP", null, List.of("phone")));

        JsonNode alerts = json("/api/v1/alerts").path("alerts");

        assertThat(alerts).hasSize(2).allSatisfy(it -> {
            boolean isFirst = it.path("fingerprint").asText().equals("a");
            assertThat(it.path("notice").path("text").asText())
                    .isEqualTo(
                            isFirst
                                    ? "Not sent: maintenance 12 until 2026-11-21T10:00:00Z, by ops-night."
                                    : "Sent: delivered to chat; failed at phone.");
            assertThat(it.path("commands").toString()).isEqualTo(isFirst ? "[\"12\"]" : "[]");
        });
        assertThat(json("/api/v1/notices?fingerprint=b&limit=2").path("notices"))
                .extracting(it -> it.path("outcome").asText())
                .containsExactly("FAILED", "DELIVERED");
        assertThat(json("/api/v1/commands").at("/commands/0/matcher/0").asText())
                .isEqualTo("alertname=\"ConnectionDown\"");
        assertThat(json("/api/v1/commands").at("/total").asInt()).isOne();
        clock.advance(Duration.ofHours(3));
        assertThat(json("/api/v1/commands").path("commands")).isEmpty();
        assertThat(json("/api/v1/commands?all").at("/commands/0/state").asText())
                .isEqualTo("ENDED");
    }

    @Test
    void shouldSayThatAnAcknowledgementIsBroken() throws IOException {
        model.commands()
                .put(Command.newBuilder()
                        .setCommandId("ack")
                        .setType(CommandType.ACKNOWLEDGE)
                        .setBy("ann")
                        .setAt(NOW)
                        .setFingerprint("a")
                        .setUntil(NOW.plus(Duration.ofHours(2)))
                        .build());
        assertThat(json("/api/v1/alerts").at("/alerts/0/fingerprint").asText()).isEqualTo("a");
        assertThat(acknowledgement()).isEqualTo("[\"ack\"] IN_FORCE null null null");

        model.put(notification("a", NotificationOutcome.NOTIFY, "ACKNOWLEDGEMENT_BROKEN", "ack", List.of("phone")));

        assertThat(acknowledgement()).isEqualTo("[] ENDED null 2026-11-21T08:00:00Z ACKNOWLEDGEMENT_BROKEN");
        assertThat(json("/api/v1/commands").path("commands")).isEmpty();
    }

    /** What covers the alert, and what has become of its acknowledgement. */
    private String acknowledgement() throws IOException {
        JsonNode it = json("/api/v1/commands?all").at("/commands/0");
        return json("/api/v1/alerts").at("/alerts/0/commands") + " "
                + it.path("state").asText() + " "
                + it.path("endedBy").asText() + " " + it.path("endedAt").asText() + " "
                + it.path("endedReason").asText();
    }

    /** The detail of a decision is a whole sentence, which begins with "Not sent". */
    @Test
    void shouldSayOnceThatNoticeWasNotSent() throws IOException {
        var unrouted = notification("a", NotificationOutcome.SILENT, "NO_ROUTE", null, List.of());
        unrouted.setDetail("Not sent: no open route leads to a destination.");
        model.put(unrouted);
        model.put(notification("b", NotificationOutcome.SILENT, "NEVER_TOLD", null, List.of()));

        assertThat(json("/api/v1/alerts").path("alerts"))
                .extracting(it -> it.at("/notice/text").asText())
                .containsExactlyInAnyOrder("Not sent: no open route leads to a destination.", "Not sent: NEVER_TOLD");
    }

    private static Notification notification(
            String alert,
            NotificationOutcome outcome,
            String reason,
            @Nullable String command,
            List<String> destinations) {
        return Notification.newBuilder()
                .setNotificationId("n-" + alert)
                .setFingerprint(alert)
                .setKind(NotificationKind.ALERT)
                .setOutcome(outcome)
                .setReason(reason)
                .setCommandId(command)
                .setDestinations(destinations)
                .setAt(NOW)
                .build();
    }

    @Test
    void shouldSayHowManyThereAreBesideThePage() throws IOException {
        JsonNode answer = json("/api/v1/connections?limit=1");

        assertThat(answer.path("total").asInt()).isEqualTo(3);
        assertThat(answer.path("connections")).hasSize(1);
    }

    @Test
    void shouldLeadFromPageToPage() throws IOException {
        var ids = new ArrayList<String>();
        String next = "/api/v1/connections?limit=1&tag=env";
        while (!next.isEmpty()) {
            JsonNode page = json(next);
            assertThat(page.path("connections")).hasSize(1);
            ids.add(page.at("/connections/0/id").asText());
            next = page.path("next").asText("");
        }

        assertThat(ids).containsExactly("vco-1", "vco-2", "vco-3");
    }

    @Test
    void shouldLeadOnByPlaceInAnOrderThatIsNotByName() throws IOException {
        JsonNode first = json("/api/v1/connections?limit=2&sort=state");

        assertThat(first.path("next").asText()).contains("sort=state", "offset=2", "limit=2");
        assertThat(json(first.path("next").asText()).at("/connections/0/id").asText())
                .isEqualTo("vco-1");
    }

    @Test
    void shouldPassNobodyByWhenSomeGoAndComeMeanwhile() throws IOException {
        // Given
        JsonNode first = json("/api/v1/connections?limit=1");

        // When
        new ApiFixture(model, NOW).deleted("vco-1");

        // Then
        assertThat(json(first.path("next").asText()).at("/connections/0/id").asText())
                .isEqualTo("vco-2");
    }

    @Test
    void shouldTellTwoOfOneIdFromEachOtherWhereAPageEndsBetweenThem() throws IOException {
        // Given
        model.put(
                "acct/other/vco-1",
                ConnectionView.newBuilder(model.connection("acct/region/vco-1").orElseThrow())
                        .setRegion("other")
                        .build());

        // When
        JsonNode first = json("/api/v1/connections?limit=1");
        JsonNode second = json(first.path("next").asText());

        // Then
        assertThat(first.at("/connections/0/region").asText()).isEqualTo("other");
        assertThat(second.at("/connections/0/region").asText()).isEqualTo("region");
        assertThat(second.at("/connections/0/id").asText()).isEqualTo("vco-1");
    }

    @Test
    void shouldGiveAThousandAtATimeUnlessAskedForMore() throws IOException {
        var many = new ReadModel(clock, clock::nanos);
        new ApiFixture(many, NOW).tellMany(1_500);
        var api = new Api(many, ApiFixture.words(many), clock, "");

        assertThat(json(api, "/api/v1/connections").path("connections")).hasSize(1_000);
        assertThat(json(api, "/api/v1/connections").path("total").asInt()).isEqualTo(1_500);
        assertThat(json(api, "/api/v1/connections?limit=10000").path("connections"))
                .hasSize(1_500);
    }

    @Test
    void shouldTellAllAboutOneConnection() throws IOException {
        JsonNode it = json("/api/v1/connections/acct/region/vco-1").path("connection");

        assertThat(it.at("/configuration/ike/encryption").asText()).isEqualTo("aes256");
        assertThat(it.at("/configuration/status").isMissingNode()).isTrue();
        assertThat(it.at("/changes/0/changes/0/after").asText()).isEqualTo("aes256");
        assertThat(it.at("/transitions/0/to").asText()).isEqualTo("UP");
        assertThat(it.path("alerts").findValuesAsText("fingerprint")).contains("a", "c");
        assertThat(it.at("/availability/day/upSeconds").asLong()).isEqualTo(5_400);
        assertThat(it.at("/availability/day/availability").asDouble()).isEqualTo(0.75);
    }

    @ParameterizedTest
    @CsvSource({
        "connection, vco-1 vco-2 vco-3",
        "tunnel, tun-1 tun-2",
        "gateway, vpn-a vpn-b",
        "customerGateway, cgw-vco-1 cgw-vco-2 cgw-vco-3",
        "tag, env:prod env:test",
        "tag:env, prod test",
        "tag:nothing, (none)",
        "account, acct",
        "region, region"
    })
    void shouldGroupAvailability(String by, String keys) throws IOException {
        assertThat(String.join(
                        " ", json("/api/v1/availability?by=" + by).path("rows").findValuesAsText("key")))
                .isEqualTo(keys);
    }

    @Test
    void shouldSumUpAGroup() throws IOException {
        JsonNode row = json("/api/v1/availability?by=gateway&gateway=vpn-a&from=2026-11-21T06:00:00Z")
                .at("/rows/0");

        assertThat(row.path("connections").asInt()).isEqualTo(2);
        assertThat(row.path("upSeconds").asLong()).isEqualTo(2 * 90 * 60);
        assertThat(row.path("downSeconds").asLong()).isEqualTo(2 * 30 * 60);
        assertThat(row.path("outages").asInt()).isEqualTo(2);
        assertThat(row.path("repairSeconds").asLong()).isEqualTo(30 * 60);
        assertThat(row.path("detectSeconds").asLong()).isEqualTo(30);
    }

    /** vco-1 was down from 06:00 to 06:30. */
    @Test
    void shouldShowAvailabilityOutsidePlannedTimeBesideAvailability() throws IOException {
        model.commands()
                .put(Command.newBuilder()
                        .setCommandId("13")
                        .setType(CommandType.MAINTENANCE)
                        .setBy("ann")
                        .setAt(NOW)
                        .setReason("firmware")
                        .setMatchers(List.of(new LabelMatcher("vpn_connection_id", "vco-1", false, true)))
                        .setFrom(NOW.minus(Duration.ofMinutes(110)))
                        .setUntil(NOW.minus(Duration.ofMinutes(80)))
                        .build());

        JsonNode answer = json("/api/v1/availability?from=2026-11-21T06:00:00Z");

        JsonNode row = answer.at("/rows/0");
        assertThat(row.path("availability").asDouble()).isEqualTo(0.75);
        assertThat(row.path("availabilityOutsidePlanned").asDouble()).isEqualTo(80 / 90.0);
        assertThat(row.path("plannedSeconds").asLong()).isEqualTo(30 * 60);
        assertThat(row.path("plannedDownSeconds").asLong()).isEqualTo(20 * 60);
        assertThat(row.path("plannedAfterwardsSeconds").asLong()).isEqualTo(30 * 60);
        assertThat(answer.at("/rows/1/plannedSeconds").asLong()).isZero();
        assertThat(answer.path("maintenance")).singleElement().satisfies(it -> {
            assertThat(it.path("id").asText()).isEqualTo("13");
            assertThat(it.path("afterwards").asBoolean()).isTrue();
        });
        assertThat(json("/api/v1/connections/vco-1")
                        .at("/connection/availability/day/availabilityOutsidePlanned")
                        .asDouble())
                .isEqualTo(80 / 90.0);
        assertThat(json("/api/v1/availability?to=2026-11-21T06:00:00Z").path("maintenance"))
                .isEmpty();
    }

    @Test
    void shouldReportWhatWasDeletedWithinTheWindowAndNotBefore() throws IOException {
        // Given
        new ApiFixture(model, NOW).deleted("vco-2");

        // When
        JsonNode row = json("/api/v1/availability?by=gateway&gateway=vpn-a&from=2026-11-21T06:00:00Z")
                .at("/rows/0");
        JsonNode later = json("/api/v1/availability?by=gateway&gateway=vpn-a&from=2026-11-21T07:55:00Z")
                .at("/rows/0");

        // Then
        assertThat(row.path("connections").asInt()).isEqualTo(2);
        assertThat(row.path("deleted").asInt()).isEqualTo(1);
        assertThat(row.path("upSeconds").asLong()).isEqualTo(2 * 90 * 60);
        assertThat(later.path("connections").asInt()).isEqualTo(1);
        assertThat(json("/api/v1/connections?gateway=vpn-a").path("total").asInt())
                .isEqualTo(1);
    }

    @Test
    void shouldNotCallGreenWhatIsOutOfSight() throws IOException {
        var old = new ReadModel(clock, clock::nanos);
        Instant seen = NOW.minus(Duration.ofHours(1));
        new ApiFixture(old, seen).tell();
        var late = new Api(old, ApiFixture.words(old), clock, "");

        var list = json(late, "/api/v1/connections");
        assertThat(list.toString()).doesNotContain("\"UP\"");
        assertThat(list.path("asOf").asText()).isEqualTo(seen.toString());
        assertThat(json(late, "/api/v1/summary").at("/states/UP").asInt()).isZero();
        assertThat(json(late, "/api/v1/strips").at("/strips/vco-1").toString())
                .endsWith("[\"UNKNOWN\"," + seen.getEpochSecond() + "]]");
        assertThat(json(late, "/api/v1/intervals?entity=vco-1")
                        .path("knownUntil")
                        .asText())
                .isEqualTo(seen.toString());
        assertThat(json(late, "/api/v1/availability")
                        .at("/rows/0/unknownSeconds")
                        .asLong())
                .isGreaterThanOrEqualTo(3_600);
    }

    @Test
    void shouldNotCallGreenWhatNobodyJudges() throws IOException {
        // Given
        clock.advance(Duration.ofSeconds(93));

        // When
        new ApiFixture(model, clock.instant()).observed(new ScanCompleted(true, 3, 0L, 1, clock.instant(), 0));

        // Then
        JsonNode summary = json("/api/v1/summary");
        assertThat(summary.at("/states/UP").asInt()).isZero();
        assertThat(summary.at("/states/UNKNOWN").asInt()).isEqualTo(3);
        assertThat(summary.path("asOf").asText()).isEqualTo(NOW.toString());
        assertThat(summary.at("/targets/0/stale").asBoolean()).isTrue();
        assertThat(summary.at("/targets/0/cause").asText()).isEqualTo("NOBODY_JUDGES");
        JsonNode trouble = summary.at("/troubles/0");
        assertThat(trouble.path("target").asText()).isEqualTo("acct/region");
        assertThat(trouble.path("since").asText()).isEqualTo(NOW.toString());
        assertThat(trouble.path("text").asText())
                .isEqualTo("the processor does not judge acct/region, since " + NOW
                        + ": see docs/runbook.md#nobody-judges-a-target");
    }

    @Test
    void shouldNotCallGreenWhatLacksWhatHappenedToIt() throws IOException {
        // Given
        assertThat(state("vco-1")).isEqualTo("UP");

        // When
        new ApiFixture(model, clock.instant()).happened("vco-1", 2);
        clock.advance(Duration.ofSeconds(11));
        new ApiFixture(model, clock.instant()).looked();

        // Then
        assertThat(state("vco-1")).isEqualTo("UNKNOWN");
        assertThat(state("vco-2")).isEqualTo("DOWN");
        assertThat(json("/api/v1/summary").at("/troubles/0/cause").asText()).isEqualTo("HISTORY_BEHIND");
        assertThat(json("/api/v1/summary").at("/troubles/0/what").asText()).isEqualTo("1");
    }

    private String state(String id) throws IOException {
        return json("/api/v1/connections/" + id).at("/connection/state").asText();
    }

    @Test
    void shouldNotCountTwiceWhatAnotherAlertSpeaksFor() throws IOException {
        assertThat(json("/api/v1/summary").at("/alerts/CRITICAL").asInt()).isEqualTo(1);
        assertThat(json("/api/v1/summary").at("/alerts/WARNING").asInt()).isZero();
        assertThat(json("/api/v1/alerts").path("alerts")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connections?limit=0",
                "connections?limit=10001",
                "connections?limit=-1",
                "connections?limit=99999999999999999999",
                "connections?offset=1e9",
                "connections?state=GREEN",
                "connections?sort=password",
                "connections?limit=1&limit=2",
                "connections?after=x&offset=1",
                "connections?after=x&sort=name",
                "connections?q=a&q=b",
                "connections?%0d%0aSet-Cookie:=x",
                "alerts?from=+1000000000-01-01T00:00:00Z",
                "intervals?entity=vco-1&from=0001-01-01T00:00:00Z",
                "intervals?entity=vco-1&from=-999999999-01-01T00:00:00Z&to=+999999999-12-31T23:59:59Z",
                "availability?from=+999999999-12-31T23:59:59Z",
                "availability?limit=0",
                "strips?from=1e99",
                "connections/..%2f..%2fetc%2fpasswd",
                "connections/../../etc/passwd",
                "connections/a/b/c/d",
                "connections/%00",
                "alerts?status=maybe",
                "alerts?severity=9",
                "alerts?from=0000",
                "intervals?entity=vco-1&facet=NOSE",
                "intervals?entity=vco-1&from=2026-11-21",
                "intervals?entity=vco-1&from=+999999999-12-31T23:59:59Z",
                "intervals?entity=vco-1&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
                "intervals?entity=vco-1&to=2026-01-01T00:00:00Z&from=2026-01-01T00:00:00Z",
                "availability?by=colour",
                "strips?from=-1",
                "summary?x=1"
            })
    void shouldRefuseInWordsWhatItCannotAnswer(String asked) throws IOException {
        Reply reply = reply(api, "/api/v1/" + asked);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.type()).isEqualTo("application/problem+json");
        assertThat(new ObjectMapper().readTree(reply.body()).path("detail").asText())
                .isNotBlank()
                .doesNotContain("Exception", "passwd");
    }

    @Test
    void shouldRefuseATextWithoutEnd() throws IOException {
        assertThat(detail("/api/v1/connections?q=" + "x".repeat(300))).contains("longer than 256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connections/vco-none", "intervals?entity=vco-none", "nothing", "connections/", ""})
    void shouldNotFindWhatIsNotThere(String asked) {
        assertThat(reply(api, "/api/v1/" + asked).status()).isBetween(400, 404);
    }

    private JsonNode json(String asked) throws IOException {
        return json(api, asked);
    }

    private static JsonNode json(Api api, String asked) throws IOException {
        Reply reply = reply(api, asked);
        assertThat(reply.status())
                .as(asked + " " + new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(200);
        return new ObjectMapper().readTree(reply.body());
    }

    private String detail(String asked) throws IOException {
        return new ObjectMapper()
                .readTree(reply(api, asked).body())
                .path("detail")
                .asText();
    }

    private static Reply reply(Api api, String asked) {
        var parts = List.of(asked.split("\\?", 2));
        var query = new Fields(true);
        if (parts.size() > 1) {
            UrlEncoded.decodeTo(parts.get(1), query::add, java.nio.charset.StandardCharsets.UTF_8);
        }
        return api.reply(parts.get(0), query);
    }
}
