package io.tunnelwatch.sink.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.sink.api.Reply;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.web.ApiFixture;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.CommandType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accepting and refusing commands, without a server around it. */
@Tag("S-36")
class CommandDeskTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final Caller ANN = Caller.of("ann", AccessRole.OPERATOR);
    private static final String SILENCE =
            "{'type':'SILENCE','id':'s-1','matcher':['alertname=BgpDown'],'reason':'known','for':'2h'}";

    private final ManualClock clock = new ManualClock(NOW);
    private final ReadModel model = new ReadModel(clock, clock::nanos);
    private final FakeCommandLog log = new FakeCommandLog();
    private final CommandDesk desk = new CommandDesk(model, log, new RefusalAudit(log, clock, clock::nanos), clock);

    @BeforeEach
    void tell() {
        new ApiFixture(model, NOW).tell();
    }

    @Test
    void shouldAcknowledgeForFourHoursUnlessToldOtherwise() throws IOException {
        JsonNode answer = accepted("{'type':'ACKNOWLEDGE','id':'a-1','fingerprint':'a'}");

        assertThat(answer.path("until").asText()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(answer.path("state").asText()).isEqualTo("IN_FORCE");
        assertThat(answer.path("by").asText()).isEqualTo("ann");
        assertThat(log.accepted()).singleElement().satisfies(it -> {
            assertThat(it.getType()).isEqualTo(CommandType.ACKNOWLEDGE);
            assertThat(it.getFingerprint()).isEqualTo("a");
            assertThat(it.getUntil()).isEqualTo(NOW.plus(Duration.ofHours(4)));
        });
    }

    /** The topic keeps milliseconds; an answer with more would change when the record comes back. */
    @Test
    void shouldPromiseNoMoreThanTheTopicKeeps() throws IOException {
        clock.advance(Duration.ofNanos(123_456_789));

        JsonNode answer = accepted("{'type':'ACKNOWLEDGE','id':'a-1','fingerprint':'a'}");

        assertThat(answer.path("at").asText()).isEqualTo("2026-11-21T08:00:00.123Z");
        assertThat(answer.path("until").asText()).isEqualTo("2026-11-21T12:00:00.123Z");
    }

    @Test
    void shouldHaveNoSecondEffectWhenACommandIsSentTwice() throws IOException {
        accepted(SILENCE);

        Reply again = send(SILENCE.replace("2h", "9h"), ANN);

        assertThat(again.status()).isEqualTo(200);
        assertThat(json(again).path("until").asText()).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(log.accepted()).hasSize(1);
    }

    @Test
    void shouldWriteACommandOnceThatArrivesTwiceAtOnce() {
        log.holdAnswers();
        var first = desk.reply(bytes(SILENCE), ANN).toCompletableFuture();

        var second = desk.reply(bytes(SILENCE), ANN).toCompletableFuture();

        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        log.releaseAnswers();
        assertThat(first.join().status()).isEqualTo(201);
        assertThat(second.join().status()).isEqualTo(200);
        assertThat(log.accepted()).hasSize(1);
    }

    @Test
    void shouldSayThatNothingIsKnownOfACommandThatTheBrokerDidNotTake() throws IOException {
        log.goAway();
        assertThat(send(SILENCE, ANN).status()).isEqualTo(503);
        assertThat(model.commands().find("s-1")).isEmpty();
        log.comeBack();

        assertThat(send(SILENCE, ANN).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{'type':'SILENCE'} trailing",
                "{'type':'SILENCE','type':'CANCEL','id':'x'}",
                "{'id':'x'}",
                "{'type':'DELETE','id':'x'}",
                "{'type':'ACKNOWLEDGE','fingerprint':'a'}",
                "{'type':'ACKNOWLEDGE','id':'a b','fingerprint':'a'}",
                "{'type':'ACKNOWLEDGE','id':'x'}",
                "{'type':'ACKNOWLEDGE','id':'x','fingerprint':'a','for':'25h'}",
                "{'type':'ACKNOWLEDGE','id':'x','fingerprint':'a','for':'0m'}",
                "{'type':'ACKNOWLEDGE','id':'x','fingerprint':'a','for':'soon'}",
                "{'type':'ACKNOWLEDGE','id':'x','fingerprint':'a','until':'2026-11-21T07:00:00Z'}",
                "{'type':'ACKNOWLEDGE','id':'x','fingerprint':'a','until':'2026-11-21T09:00:00'}",
                "{'type':'ACKNOWLEDGE','id':'x','fingerprint':'a','until':'2026-11-21T09:00:00Z','for':'1h'}",
                "{'type':'ACKNOWLEDGE','id':'x','fingerprint':'a','matcher':['a=b']}",
                "{'type':'ACKNOWLEDGE','id':'x','fingerprint':'a','colour':'must-never'}",
                "{'type':'ACKNOWLEDGE','id':'x','fingerprint':['a']}",
                "{'type':'SILENCE','id':'x','reason':'r','for':'1h'}",
                "{'type':'SILENCE','id':'x','matcher':[],'reason':'r','for':'1h'}",
                "{'type':'SILENCE','id':'x','matcher':['a=b'],'for':'1h'}",
                "{'type':'SILENCE','id':'x','matcher':['a=b'],'reason':'  ','for':'1h'}",
                "{'type':'SILENCE','id':'x','matcher':['a=b'],'reason':'r'}",
                "{'type':'SILENCE','id':'x','matcher':['a=b'],'reason':'r','for':'367d'}",
                "{'type':'SILENCE','id':'x','matcher':['a=b'],'reason':'r','for':'PT99999999999999999H'}",
                "{'type':'SILENCE','id':'x','matcher':['a=b'],'reason':'r','until':'+999999999-01-01T00:00:00Z'}",
                "{'type':'SILENCE','id':'x','matcher':['must-never'],'reason':'r','for':'1h'}",
                "{'type':'SILENCE','id':'x','matcher':['a=~(must-never'],'reason':'r','for':'1h'}",
                "{'type':'SILENCE','id':'x','matcher':['a=~.*'],'reason':'r','for':'1h'}",
                "{'type':'SILENCE','id':'x','matcher':['a!=b'],'reason':'r','for':'1h'}",
                "{'type':'SILENCE','id':'x','matcher':['a='],'reason':'r','for':'1h'}",
                "{'type':'SILENCE','id':'x','matcher':['a=b'],'reason':'r','from':'2026-11-20T08:00:00Z','for':'1h'}",
                "{'type':'MAINTENANCE','id':'x','matcher':['a=b'],'reason':'r','from':'2020-11-20T08:00:00Z','for':'1h'}",
                "{'type':'MAINTENANCE','id':'x','matcher':['a=b'],'reason':'r','for':'1h',"
                        + "'recurrence':{'startTime':'02:00','durationMinutes':30}}",
                "{'type':'MAINTENANCE','id':'x','matcher':['a=b'],'reason':'r','for':'1h',"
                        + "'recurrence':{'startTime':'02:00','durationMinutes':1441,'zone':'UTC'}}",
                "{'type':'MAINTENANCE','id':'x','matcher':['a=b'],'reason':'r','for':'1h',"
                        + "'recurrence':{'startTime':'2 am','durationMinutes':30,'zone':'UTC'}}",
                "{'type':'MAINTENANCE','id':'x','matcher':['a=b'],'reason':'r','for':'1h',"
                        + "'recurrence':{'days':['SUN'],'startTime':'02:00','durationMinutes':30,'zone':'UTC'}}",
                "{'type':'CANCEL','id':'x'}",
                "{'type':'CANCEL','id':'x','cancels':'s-1','for':'1h'}"
            })
    void shouldRefuseWhatBreaksARuleAndNameTheCure(String body) throws IOException {
        Reply reply = send(body, ANN);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.type()).isEqualTo("application/problem+json");
        assertThat(reply.detail()).hasSizeGreaterThan(20);
        assertThat(log.accepted()).isEmpty();
        assertThat(log.refused()).singleElement().satisfies(it -> {
            assertThat(it.getBy()).isEqualTo("ann");
            assertThat(it.getRefused()).isEqualTo(reply.detail());
        });
    }

    @Test
    void shouldRefuseToAnswerWhatIsOverOrUnknown() throws IOException {
        assertThat(send("{'type':'ACKNOWLEDGE','id':'x','fingerprint':'nobody'}", ANN)
                        .status())
                .isEqualTo(404);
        assertThat(send("{'type':'ACKNOWLEDGE','id':'x','fingerprint':'c'}", ANN)
                        .status())
                .isEqualTo(409);
        assertThat(send("{'type':'CANCEL','id':'x','cancels':'s-1'}", ANN).status())
                .isEqualTo(404);
        accepted(SILENCE);
        accepted("{'type':'CANCEL','id':'x','cancels':'s-1'}");
        assertThat(send("{'type':'CANCEL','id':'y','cancels':'s-1'}", ANN).status())
                .isEqualTo(409);
        assertThat(model.commands().current(NOW)).isEmpty();
    }

    @Test
    void shouldRefuseMoreCommandsThanAlertsCanBeMatchedWith() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            accepted(SILENCE.replace("s-1", "s-" + i));
        }

        assertThat(send(SILENCE.replace("s-1", "s-more"), ANN).status()).isEqualTo(409);

        accepted("{'type':'CANCEL','id':'x','cancels':'s-7'}");
        accepted(SILENCE.replace("s-1", "s-more"));
    }

    /** Everybody's commands are read again at each start: what fills the memory once would fill it every time. */
    @Test
    @Tag("S-37")
    void shouldRefuseExpressionsThatTogetherFillTheMemory() throws IOException {
        String large = SILENCE.replace(
                "'alertname=BgpDown'", String.join(",", Collections.nCopies(32, "'alertname=~B{1000}'")));
        int accepted = 0;
        Reply reply = send(large.replace("s-1", "s-0"), ANN);
        while (reply.status() == 201 && accepted < 1_000) {
            accepted++;
            reply = send(large.replace("s-1", "s-" + accepted), ANN);
        }

        assertThat(reply.status()).as("after %d", accepted).isEqualTo(409);
        assertThat(reply.detail()).contains("too large");
        assertThat(accepted).isBetween(10, 20);
        accepted("{'type':'CANCEL','id':'x','cancels':'s-0'}");
        accepted(SILENCE.replace("s-1", "s-small"));
    }

    @Test
    @Tag("S-37")
    void shouldRefuseAnExpressionThatNoMemoryHolds() {
        Reply reply = send(SILENCE.replace("alertname=BgpDown", "alertname=~((a{1000}){1000}){1000}"), ANN);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).contains("repeats too much");
    }

    @Test
    void shouldEnterAMaintenanceAfterwards() throws IOException {
        JsonNode answer = accepted("{'type':'MAINTENANCE','id':'m','matcher':['alertname=BgpDown'],'reason':'late',"
                + "'from':'2026-11-21T05:00:00Z','until':'2026-11-21T06:00:00Z'}");

        assertThat(answer.path("afterwards").asBoolean()).isTrue();
        assertThat(answer.path("state").asText()).isEqualTo("ENDED");
    }

    @Test
    void shouldLeaveEveryWriteToThoseWhoMay() throws IOException {
        Reply reply = send(SILENCE, Caller.of("eve", AccessRole.VIEWER));

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.detail()).contains("operator").contains("http.tokens.file");
        assertThat(log.accepted()).isEmpty();
        assertThat(log.refused()).singleElement().satisfies(it -> {
            assertThat(it.getBy()).isEqualTo("eve");
            assertThat(it.getType()).isEqualTo(CommandType.SILENCE);
            assertThat(it.getMatchers()).hasSize(1);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "alertname=BgpDown tag_env=prod; 201",
                "tag_env=prod; 201",
                "alertname=BgpDown; 403",
                "tag_env=test; 403",
                "tag_env=~prod; 403",
                "tag_env!=prod a=b; 403"
            })
    void shouldLimitCommandsToTags(String matchers, int status) throws IOException {
        var limited = new Caller("ann", AccessRole.OPERATOR, Map.of("tag_env", "prod"));

        assertThat(send(SILENCE.replace("alertname=BgpDown", matchers.replace(" ", "','")), limited)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void shouldLimitAcknowledgementsAndCancellationsToTags() throws IOException {
        accepted(SILENCE);
        var limited = new Caller("bob", AccessRole.OPERATOR, Map.of("tag_env", "prod"));

        assertThat(send("{'type':'CANCEL','id':'x','cancels':'s-1'}", limited).status())
                .isEqualTo(403);
        assertThat(send("{'type':'ACKNOWLEDGE','id':'y','fingerprint':'a'}", limited)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void shouldNotLetAFloodOfRefusalsFillTheAudit() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            assertThat(send("{}", ANN).status()).isEqualTo(400);
        }
        assertThat(log.refused()).hasSize(10);

        clock.advance(Duration.ofSeconds(6));
        send("{}", ANN);
        send("{}", ANN);

        assertThat(log.refused()).hasSize(11);
    }

    private JsonNode accepted(String body) throws IOException {
        Reply reply = send(body, ANN);
        assertThat(reply.status()).as(reply.detail()).isEqualTo(201);
        return json(reply);
    }

    private Reply send(String body, Caller caller) {
        Reply reply = desk.reply(bytes(body), caller).toCompletableFuture().join();
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).doesNotContain("must-never");
        return reply;
    }

    private static byte[] bytes(String body) {
        return body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode json(Reply reply) throws IOException {
        return new ObjectMapper().readTree(reply.body());
    }
}
