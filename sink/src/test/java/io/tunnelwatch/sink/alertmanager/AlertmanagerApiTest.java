package io.tunnelwatch.sink.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.sink.api.Reply;
import io.tunnelwatch.sink.commands.AccessRole;
import io.tunnelwatch.sink.commands.Caller;
import io.tunnelwatch.sink.commands.CommandDesk;
import io.tunnelwatch.sink.commands.FakeCommandLog;
import io.tunnelwatch.sink.commands.RefusalAudit;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.web.ApiFixture;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.CommandType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alertmanager's API, without HTTP. */
@Tag("S-36")
class AlertmanagerApiTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final Caller ANN = Caller.of("ann", AccessRole.OPERATOR);
    private static final String SILENCE = "{'matchers':[{'name':'alertname','value':'Connection.*','isRegex':true,"
            + "'isEqual':true}],'startsAt':'2026-11-21T07:59:59.999Z','endsAt':'2026-11-21T10:00:00Z',"
            + "'createdBy':'bob','comment':'known'}";

    private final ManualClock clock = new ManualClock(NOW);
    private final ReadModel model = new ReadModel(clock, clock::nanos);
    private final FakeCommandLog log = new FakeCommandLog();
    private final CommandDesk desk = new CommandDesk(model, log, new RefusalAudit(log, clock, clock::nanos), clock);
    private final AlertmanagerApi api = new AlertmanagerApi(model, desk, clock);

    @BeforeEach
    void tell() {
        new ApiFixture(model, NOW).tell();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'';a b",
                "inhibited=false;a",
                "active=false;b",
                "active=false&inhibited=false;''",
                "silenced=false;a b",
                "filter=alertname%3D%22BgpDown%22;b",
                "filter=alertname!%3DBgpDown;a",
                "filter=alertname%3D~%22Bgp.*|Conn.*%22&filter=severity%3Dcritical;a",
                "receiver=tunnel.*;a b",
                "receiver=tunnel;''",
                "unprocessed=false;a b"
            })
    void shouldSelectAlertsAsAlertmanagerDoes(String query, String fingerprints) throws IOException {
        JsonNode alerts = get("alerts?" + query);

        assertThat(String.join(" ", alerts.findValuesAsText("fingerprint"))).isEqualTo(fingerprints);
    }

    @Test
    void shouldShowAnAlertWithEveryFieldThatClientsRequire() throws IOException {
        JsonNode alert = get("alerts?filter=alertname%3DBgpDown").get(0);

        assertThat(alert.path("labels").path("vpn_connection_id").asText()).isEqualTo("vco-2");
        assertThat(alert.path("status").toString())
                .isEqualTo("{\"silencedBy\":[],\"inhibitedBy\":[\"a\"],\"state\":\"suppressed\"}");
        assertThat(alert.path("receivers").toString()).isEqualTo("[{\"name\":\"tunnelwatch\"}]");
        assertThat(alert.path("startsAt").asText()).isEqualTo("2026-11-21T08:00:00Z");
        assertThat(alert.path("endsAt").asText()).isEqualTo("2026-11-21T08:04:00Z");
        assertThat(alert.has("annotations") && alert.has("updatedAt") && alert.has("generatorURL"))
                .isTrue();
    }

    @Test
    void shouldGroupAlertsByTheirName() throws IOException {
        JsonNode groups = get("alerts/groups");

        assertThat(groups).hasSize(2);
        assertThat(groups.at("/0/labels/alertname").asText()).isEqualTo("BgpDown");
        assertThat(groups.at("/1/alerts/0/fingerprint").asText()).isEqualTo("a");
        assertThat(groups.at("/1/receiver/name").asText()).isEqualTo("tunnelwatch");
    }

    @Test
    void shouldSilenceUntilTheSilenceIsTakenBack() throws IOException {
        String id = json(post(SILENCE)).path("silenceID").asText();

        assertThat(get("alerts?silenced=false&inhibited=false")).isEmpty();
        assertThat(get("alerts").at("/0/status/silencedBy/0").asText()).isEqualTo(id);
        JsonNode silence = get("silence/" + id);
        assertThat(silence.path("status").path("state").asText()).isEqualTo("active");
        assertThat(silence.path("createdBy").asText()).isEqualTo("ann");
        assertThat(silence.path("comment").asText()).isEqualTo("known (bob)");
        assertThat(silence.path("endsAt").asText()).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(get("silences?filter=alertname%3D%22Connection.*%22")).hasSize(1);
        assertThat(get("silences?filter=alertname%3DBgpDown")).isEmpty();

        assertThat(delete(id).status()).isEqualTo(200);

        assertThat(get("silence/" + id).path("status").path("state").asText()).isEqualTo("expired");
        assertThat(get("alerts?silenced=false&inhibited=false")).hasSize(1);
        assertThat(delete(id).status()).isEqualTo(409);
    }

    @Test
    void shouldReplaceASilenceWithoutAGap() throws IOException {
        String id = json(post(SILENCE)).path("silenceID").asText();
        clock.advance(Duration.ofMinutes(1));

        String next = json(post(SILENCE.replace("{'matchers", "{'id':'" + id + "','matchers")))
                .path("silenceID")
                .asText();

        assertThat(next).isNotEqualTo(id);
        assertThat(log.accepted())
                .extracting(it -> it.getType())
                .containsExactly(CommandType.SILENCE, CommandType.SILENCE, CommandType.CANCEL);
        assertThat(get("silence/" + id).path("status").path("state").asText()).isEqualTo("expired");
        assertThat(get("silence/" + next).path("status").path("state").asText()).isEqualTo("active");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'matchers':[],'endsAt':'2026-11-21T10:00:00Z','comment':'c'}",
                "{'matchers':[{'name':'a','value':'.*','isRegex':true}],'endsAt':'2026-11-21T10:00:00Z','comment':'c'}",
                "{'matchers':[{'name':'a','value':'(must-never','isRegex':true}],'endsAt':'2026-11-21T10:00:00Z','comment':'c'}",
                "{'matchers':[{'name':'a b','value':'x','isRegex':false}],'endsAt':'2026-11-21T10:00:00Z','comment':'c'}",
                "{'matchers':[{'name':'a','value':'x','isRegex':false}],'endsAt':'2026-11-21T10:00:00Z'}",
                "{'matchers':[{'name':'a','value':'x','isRegex':false}],'comment':'c'}",
                "{'matchers':[{'name':'a','value':'x','isRegex':false}],'endsAt':'2026-11-21T07:00:00Z','comment':'c'}",
                "not json, must-never"
            })
    void shouldRefuseWhatOurOwnApiRefuses(String body) {
        Reply reply = post(body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(text(reply)).startsWith("\"").doesNotContain("must-never");
        assertThat(log.accepted()).isEmpty();
        assertThat(log.refused()).hasSize(1);
    }

    @Test
    void shouldRefuseThoseWhoMayOnlyRead() {
        Reply reply = api.post(bytes(SILENCE), Caller.of("eve", AccessRole.VIEWER))
                .toCompletableFuture()
                .join();

        assertThat(reply.status()).isEqualTo(403);
        assertThat(log.refused()).singleElement().satisfies(it -> assertThat(it.getBy())
                .isEqualTo("eve"));
    }

    @Test
    void shouldSayWhatItIs() throws IOException {
        assertThat(get("status").at("/cluster/status").asText()).isEqualTo("disabled");
        assertThat(get("status").at("/versionInfo/version").asText()).isEqualTo("0.25.0");
        assertThat(get("receivers").toString()).isEqualTo("[{\"name\":\"tunnelwatch\"}]");
    }

    /** A viewer sends it; compiled, it would take all memory there is, and end the process. */
    @ParameterizedTest
    @Tag("S-37")
    @ValueSource(
            strings = {
                "alerts?filter=a%3D~((a{1000}){1000}){1000}",
                "alerts?receiver=((a{1000}){1000}){1000}",
                "silences?filter=a%3D~((a{1000}){1000}){1000}"
            })
    void shouldRefuseAnExpressionThatNoMemoryHolds(String path) {
        assertThat(reply(path).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "silence/unknown, 404",
        "nothing, 404",
        "alerts?filter=nonsense, 400",
        "alerts?filter=a%3D~(, 400",
        "alerts?receiver=(, 400"
    })
    void shouldAnswerErrorsAsAlertmanagerDoes(String path, int status) {
        Reply reply = reply(path);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(text(reply)).startsWith("\"");
    }

    private JsonNode get(String path) throws IOException {
        Reply reply = reply(path);
        assertThat(reply.status()).as(text(reply)).isEqualTo(200);
        return json(reply);
    }

    private Reply reply(String path) {
        String[] parts = path.split("\\?", 2);
        var fields = new Fields();
        if (parts.length == 2) {
            UrlEncoded.decodeTo(parts[1], fields::add, StandardCharsets.UTF_8);
        }
        return api.reply("/api/v2/" + parts[0], fields);
    }

    private Reply post(String body) {
        return api.post(bytes(body), ANN).toCompletableFuture().join();
    }

    private Reply delete(String id) {
        return api.delete("/api/v2/silence/" + id, ANN).toCompletableFuture().join();
    }

    private static byte[] bytes(String body) {
        return body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Reply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(Reply reply) throws IOException {
        return new ObjectMapper().readTree(reply.body());
    }
}
