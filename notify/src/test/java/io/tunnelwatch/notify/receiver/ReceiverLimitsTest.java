package io.tunnelwatch.notify.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sizes that the vendors allow, with texts that are as long and as expensive as they can be. */
class ReceiverLimitsTest {
    /** One byte; one that JSON doubles; one that Slack writes as five; three bytes; four bytes and two units of UTF-16. */
    private static final List<String> FILLINGS = List.of("a", "\"", "&", "中", "🚇", "*", "\\");

    private static final Map<String, Integer> BYTES = Map.of(
            "dingtalk",
            20_000,
            "pagerduty",
            512 * 1024,
            "feishu",
            20_000,
            "wecom",
            9_000,
            "slack",
            100_000,
            "teams",
            20_000);

    static Stream<Arguments> longest() {
        return FILLINGS.stream().flatMap(it -> Stream.of(1, 60, 500).map(many -> Arguments.of(it, many)));
    }

    @ParameterizedTest
    @MethodSource("longest")
    void shouldKeepTheVendorsLimits(String filling, int many) {
        Message message = Notices.longest(many, filling);

        Languages.all().forEach((name, it) -> {
            if (message.isDigest() && name.equals("pagerduty")) {
                return;
            }
            String body = it.call(message, Notices.NOW).body();
            assertThat(body.getBytes(StandardCharsets.UTF_8).length).as(name).isLessThanOrEqualTo(BYTES.get(name));
            // A character that was cut in two is written as a question mark.
            assertThat(new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .as(name)
                    .isEqualTo(body);
            JsonNode json = JsonBodies.read(body);
            switch (name) {
                case "wecom" -> assertThat(utf8(json.at("/markdown/content"))).isBetween(1_000, 4_096);
                case "dingtalk" -> assertThat(utf8(json.at("/markdown/text"))).isGreaterThan(1_000);
                case "slack" -> checkSlack(json);
                case "pagerduty" -> checkPagerDuty(json);
                default -> assertThat(json.isObject()).isTrue();
            }
        });
    }

    private static int utf8(JsonNode text) {
        return text.textValue().getBytes(StandardCharsets.UTF_8).length;
    }

    private static void checkSlack(JsonNode json) {
        JsonNode blocks = json.path("blocks");
        assertThat(blocks.size()).isBetween(3, 50);
        blocks.forEach(it -> assertThat(it.at("/text/text").textValue().length())
                .isBetween(1, it.path("type").textValue().equals("header") ? 150 : 3_000));
    }

    private static void checkPagerDuty(JsonNode json) {
        String summary = json.at("/payload/summary").textValue();
        assertThat(summary.codePointCount(0, summary.length())).isBetween(500, 1_024);
        assertThat(json.path("dedup_key").textValue().length()).isBetween(1, 255);
    }

    /** Nothing is lost without a word: what is listed and what is counted make the whole. */
    @Test
    void shouldListOrCountEveryNoticeOfADigest() {
        for (String name : List.of("dingtalk", "feishu", "wecom", "slack", "teams")) {
            for (int many : new int[] {2, 12, 60, 300}) {
                String body = Languages.call(name, Notices.digest(many)).body();

                int listed = count("Branch \\d+, ", body);
                Matcher more = Pattern.compile("and (\\d+) more").matcher(body);
                int counted = more.find() ? Integer.parseInt(more.group(1)) : 0;
                assertThat(listed + counted).as(name + " of " + many).isEqualTo(many);
                assertThat(body).contains(many + " notices: ");
                assertThat(listed).isPositive();
            }
        }
    }

    @Test
    void shouldFindRoomForADigestAsLargeAsTheRateLimitAllows() {
        for (String name : List.of("dingtalk", "feishu", "wecom", "slack", "teams")) {
            ReceiverFormat it = Languages.of(name);

            String body = it.call(Notices.digest(it.rateLimit().noticesPerRequest()), Notices.NOW)
                    .body();

            assertThat(body).as(name).doesNotContainPattern("and \\d+ more");
        }
        Email email = new EmailFormat("a.example", Notices.STYLE)
                .email(Notices.digest(EmailFormat.LIMIT.noticesPerRequest()));
        assertThat(email.plain()).doesNotContainPattern("and \\d+ more");
    }

    @Test
    void shouldListTheCriticalFirst() {
        for (String name : List.of("dingtalk", "feishu", "wecom", "slack", "teams")) {
            String body = Languages.call(name, Notices.digest(15)).body();

            assertThat(body.lastIndexOf("Critical: Branch")).as(name).isBetween(1, body.indexOf("Warning: Branch"));
            assertThat(body.lastIndexOf("Warning: Branch")).as(name).isLessThan(body.indexOf("Resolved: Branch"));
        }
    }

    @Test
    void shouldKeepTheLinksWhenTheTextIsCut() {
        for (String name : Languages.all().keySet()) {
            assertThat(Languages.call(name, Notices.longest(1, "中")).body())
                    .as(name)
                    .contains("https://tunnelwatch.example/#/c/vco-uf6abc", "#phase1_not_established");
        }
    }

    private static int count(String pattern, String text) {
        // Slack repeats the title for the lock screen, but a digest's title names no branch.
        return (int) Pattern.compile(pattern).matcher(text).results().count();
    }
}
