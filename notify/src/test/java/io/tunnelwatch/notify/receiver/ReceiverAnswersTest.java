package io.tunnelwatch.notify.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The meaning of the receivers' answers: status, header Retry-After in seconds, and body. */
class ReceiverAnswersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
            dingtalk  | 200 | -   | {"errcode":0,"errmsg":"ok"}                       | Delivered
            dingtalk  | 200 | -   | {"errcode":"0","errmsg":"ok"}                     | Delivered
            dingtalk  | 200 | -   | {"errcode":130101,"errmsg":"send too fast"}       | Retry 600
            dingtalk  | 200 | -   | {"errcode":410100,"errmsg":"send too fast"}       | Retry 600
            dingtalk  | 200 | -   | {"errcode":-1,"errmsg":"busy"}                    | Retry
            dingtalk  | 200 | -   | {"errcode":310000,"errmsg":"keywords not in"}     | Refused
            dingtalk  | 200 | -   | {"errcode":460101,"errmsg":"too long"}            | Refused
            dingtalk  | 200 | -   | {"errcode":101002,"errmsg":"too long"}            | Refused
            dingtalk  | 200 | -   | {"errcode":300001,"errmsg":"token is not exist"}  | Gone
            dingtalk  | 200 | -   | {"errcode":99999}                                 | Refused
            dingtalk  | 200 | -   | <html>sign in</html>                              | Retry
            dingtalk  | 200 | -   | ''                                                | Retry
            dingtalk  | 502 | -   | <html>bad gateway</html>                          | Retry
            dingtalk  | 503 | 7   | ''                                                | Retry 7
            dingtalk  | 301 | -   | ''                                                | Refused
            dingtalk  | 400 | -   | {"errcode":0}                                     | Delivered
            pagerduty | 202 | -   | {"status":"success","dedup_key":"k"}              | Delivered
            pagerduty | 400 | -   | {"status":"invalid event"}                        | Refused
            pagerduty | 429 | -   | ''                                                | Retry 120
            pagerduty | 429 | 30  | ''                                                | Retry 120
            pagerduty | 429 | 300 | ''                                                | Retry 300
            pagerduty | 500 | -   | ''                                                | Retry
            pagerduty | 503 | 5   | ''                                                | Retry 5
            pagerduty | 301 | -   | ''                                                | Refused
            feishu    | 200 | -   | {"code":0,"msg":"success"}                        | Delivered
            feishu    | 200 | -   | {"code":11232,"msg":"frequency limited"}          | Retry 60
            feishu    | 200 | -   | {"code":9499,"msg":"too many request"}            | Retry 60
            feishu    | 400 | -   | {"code":9499,"msg":"Bad Request"}                 | Refused
            feishu    | 200 | -   | {"code":19001,"msg":"param invalid"}              | Gone
            feishu    | 200 | -   | {"code":19021,"msg":"sign match fail"}            | Refused
            feishu    | 200 | -   | {"code":19022,"msg":"Ip Not Allowed"}             | Refused
            feishu    | 200 | -   | {"code":19024,"msg":"Key Words Not Found"}        | Refused
            feishu    | 200 | -   | {}                                                | Retry
            feishu    | 500 | -   | oops                                              | Retry
            wecom     | 200 | -   | {"errcode":0,"errmsg":"ok"}                       | Delivered
            wecom     | 200 | -   | {"errcode":45009,"errmsg":"api freq out of limit"}| Retry 60
            wecom     | 200 | -   | {"errcode":93000,"errmsg":"invalid webhook url"}  | Gone
            wecom     | 200 | -   | {"errcode":40058,"errmsg":"exceed max length"}    | Refused
            wecom     | 200 | -   | {"errcode":-1}                                    | Retry
            wecom     | 200 | -   | [0]                                               | Retry
            slack     | 200 | -   | ok                                                | Delivered
            slack     | 200 | -   | <html>sign in</html>                              | Retry
            slack     | 201 | -   | created                                           | Retry
            slack     | 400 | -   | invalid_blocks                                    | Refused
            slack     | 403 | -   | action_prohibited                                 | Refused
            slack     | 403 | -   | invalid_token                                     | Gone
            slack     | 404 | -   | no_service                                        | Gone
            slack     | 410 | -   | channel_is_archived                               | Gone
            slack     | 429 | 3   | rate_limited                                      | Retry 3
            slack     | 500 | -   | rollup_error                                      | Retry
            teams     | 202 | -   | ''                                                | Delivered
            teams     | 200 | -   | 1                                                 | Delivered
            teams     | 400 | -   | {"error":{"code":"TriggerInputSchemaMismatch"}}   | Refused
            teams     | 400 | -   | {"error":{"code":"WorkflowTriggerIsNotEnabled"}}  | Gone
            teams     | 401 | -   | ''                                                | Refused
            teams     | 404 | -   | {"error":{"code":"WorkflowNotFound"}}             | Gone
            teams     | 413 | -   | ''                                                | Refused
            teams     | 429 | 10  | ''                                                | Retry 10
            teams     | 502 | -   | ''                                                | Retry
            """)
    void shouldUnderstandTheAnswer(String language, int status, Long retryAfter, String body, String meaning) {
        var answer = new ReceiverAnswer(status, Optional.ofNullable(retryAfter).map(Duration::ofSeconds), body);

        assertThat(words(Languages.of(language).outcome(answer))).isEqualTo(meaning);
    }

    /** A vendor may repeat in its answer what it was sent, and that may be a secret. */
    @Test
    void shouldNotQuoteTheAnswer() {
        String[] bodies = {
            Languages.SECRET,
            "{\"errcode\":310000,\"code\":19021,\"errmsg\":\"" + Languages.SECRET + "\"}",
            "{\"error\":\"" + Languages.SECRET + "\"}"
        };
        for (ReceiverFormat it : Languages.all().values()) {
            for (int status : new int[] {200, 202, 301, 400, 403, 404, 410, 429, 500}) {
                for (String body : bodies) {
                    assertThat(it.outcome(new ReceiverAnswer(status, Optional.empty(), body))
                                    .toString())
                            .doesNotContain("must-never");
                }
            }
        }
    }

    @Test
    void shouldShowNoSecretOfACallOrALanguage() {
        Languages.all().forEach((name, it) -> {
            ReceiverRequest call = it.call(Message.of(Notices.fired()), Notices.NOW);
            assertThat(call.toString() + it + it.rateLimit()).doesNotContain("must-never");
            // The secret does travel, if only as the key of a signature.
            assertThat(call.address() + call.body()).matches(text -> text.contains("must-never"), name);
        });
    }

    private static String words(SendOutcome outcome) {
        if (outcome instanceof SendOutcome.Retry retry) {
            return "Retry" + retry.after().map(it -> " " + it.toSeconds()).orElse("");
        }
        return outcome.getClass().getSimpleName();
    }
}
