package io.tunnelwatch.notify.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Signatures that were computed elsewhere, and where the vendors look for them. */
@Tag("S-41")
class ReceiverSignaturesTest {
    private static final String SECRET = "SEC0123456789abcdef";
    private static final Message MESSAGE = Message.of(Notices.fired());

    @Test
    void shouldSignForDingTalkInTheAddress() {
        var format = new DingTalkFormat(
                URI.create("https://oapi.dingtalk.com/robot/send?access_token=t"),
                Optional.of(SECRET),
                DingTalkFormat.Mentions.NOBODY,
                Notices.STYLE);

        ReceiverRequest call = format.call(MESSAGE, Instant.ofEpochMilli(1_700_000_000_000L));

        assertThat(call.address().toString())
                .isEqualTo("https://oapi.dingtalk.com/robot/send?access_token=t&timestamp=1700000000000"
                        + "&sign=TSZbRFUuvaSQaRKUpF970OPCb2%2FLcQAP3wOvwZIzBZk%3D");
        assertThat(call.body()).doesNotContain("\"at\"");
    }

    @Test
    void shouldSignForFeishuInTheBody() {
        var format = new FeishuFormat(
                URI.create("https://open.feishu.cn/open-apis/bot/v2/hook/t"), Optional.of(SECRET), Notices.STYLE);

        ReceiverRequest call = format.call(MESSAGE, Instant.ofEpochSecond(1_700_000_000L));

        var body = JsonBodies.read(call.body());
        assertThat(body.path("sign").textValue()).isEqualTo("PiO7POLlSx/DM2qf8Dy/XCWeJK3exVnevp5G99LEN2M=");
        assertThat(body.path("timestamp").textValue()).isEqualTo("1700000000");
        assertThat(call.address().getQuery()).isNull();
    }

    @Test
    void shouldSignNothingWithoutASecret() {
        var robot = URI.create("https://oapi.dingtalk.com/robot/send?access_token=t");
        var dingTalk = new DingTalkFormat(robot, Optional.empty(), DingTalkFormat.Mentions.NOBODY, Notices.STYLE);
        var feishu = new FeishuFormat(URI.create("https://open.feishu.cn/hook/t"), Optional.empty(), Notices.STYLE);

        assertThat(dingTalk.call(MESSAGE, Notices.NOW).address()).isEqualTo(robot);
        assertThat(JsonBodies.read(feishu.call(MESSAGE, Notices.NOW).body()).has("sign"))
                .isFalse();
    }

    @Test
    void shouldCallPeopleForCriticalNoticesOnly() {
        var format = new DingTalkFormat(
                URI.create("https://oapi.dingtalk.com/robot/send"),
                Optional.empty(),
                new DingTalkFormat.Mentions(List.of("13800000000"), true),
                Notices.STYLE);

        var critical = JsonBodies.read(format.call(MESSAGE, Notices.NOW).body());
        var over = JsonBodies.read(
                format.call(Message.of(Notices.resolved()), Notices.NOW).body());

        assertThat(critical.at("/at/atMobiles/0").textValue()).isEqualTo("13800000000");
        assertThat(critical.at("/at/isAtAll").booleanValue()).isTrue();
        assertThat(critical.at("/markdown/text").textValue()).endsWith("@13800000000");
        assertThat(over.has("at")).isFalse();
        assertThat(over.at("/markdown/text").textValue()).doesNotContain("13800000000");
    }
}
