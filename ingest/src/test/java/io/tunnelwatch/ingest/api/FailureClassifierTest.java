package io.tunnelwatch.ingest.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.credentials.AccessKey;
import io.tunnelwatch.testsupport.ExampleResponses;
import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.http.HttpHeaders;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureClassifierTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final CallContext ASKED = new CallContext(
            "vpc:DescribeVpnConnections",
            "eu-central-1",
            "vpc.eu-central-1.aliyuncs.com",
            new AccessKey("id-must-never", "secret-must-never", Optional.empty()),
            NOW);

    @ParameterizedTest
    @CsvSource({
        "InvalidTimeStamp.Expired, 'Sat, 21 Nov 2026 10:20:00 GMT', 20 minutes behind",
        "InvalidTimeStamp.Expired, 'Sat, 21 Nov 2026 09:40:00 GMT', 20 minutes ahead of",
        "SignatureDoesNotMatch, 'Sat, 21 Nov 2026 13:00:00 GMT', 3 hours behind",
        "InvalidSecurityToken.Expired, 'Mon, 21 Nov 2022 10:00:00 GMT', 1461 days ahead of"
    })
    @Tag("S-12")
    void shouldSayByHowMuchTheClockIsWrong(String code, String date, String skew) {
        assertThat(detail(400, code, Map.of("Date", date)))
                .isEqualTo("the clock of this machine is " + skew + " the cloud's: set it right");
    }

    @ParameterizedTest
    @CsvSource({
        "InvalidTimeStamp.Expired, 'Sat, 21 Nov 2026 10:04:00 GMT', set this machine's clock right",
        "InvalidTimeStamp.Expired, yesterday, set this machine's clock right",
        "SignatureDoesNotMatch, 'Sat, 21 Nov 2026 10:00:01 GMT', secret does not belong",
        "InvalidAccessKeyId.NotFound, 'Sat, 21 Nov 2026 13:00:00 GMT', does not accept this AccessKey",
        "InvalidSecurityToken.Expired, 'Sat, 21 Nov 2026 10:00:00 GMT', temporary key"
    })
    void shouldNotBlameTheClockForAnythingElse(String code, String date, String cure) {
        assertThat(detail(400, code, Map.of("Date", date))).contains(cure).doesNotContain("the cloud's: set");
    }

    @ParameterizedTest
    @CsvSource({"403-forbbiden-subuser", "403-forbidden", "403-forbidden-ram"})
    void shouldNameThePermissionThatIsMissing(String fixture) {
        // Given
        byte[] body = ExampleResponses.bytes("errors/" + fixture + ".json");
        // When
        Failed<Object> failed = FailureClassifier.answered(new ApiResponse(403, headers(Map.of()), body), ASKED);
        // Then
        assertThat(failed.detail())
                .contains("allow the action vpc:DescribeVpnConnections")
                .doesNotContain("\n");
    }

    @Test
    void shouldNameTheRegionThatIsWrong() {
        assertThat(detail(404, "InvalidRegionId.NotFound", Map.of())).contains("'eu-central-1'", "targets");
    }

    @Test
    void shouldTellAProxysRefusalFromTheClouds() {
        assertThat(answered(407, "", Map.of()).failureClass()).isEqualTo(FailureClass.NETWORK);
        assertThat(detail(407, "", Map.of())).contains("cloud.proxy");
        assertThat(detail(403, "", Map.of())).contains("proxy or firewall");
    }

    @Test
    void shouldNameHostAndCureWhereThereIsNoAnswer() {
        // Given: the JDK client's exception for an unknown host name
        var inner = new ConnectException();
        inner.initCause(new UnresolvedAddressException());
        var unknown = new ConnectException();
        unknown.initCause(inner);
        var tls = new SSLHandshakeException("must-never be repeated");
        tls.initCause(new CertificateNotYetValidException("must-never be repeated"));
        // When / Then
        assertThat(detail(unknown)).contains("vpc.eu-central-1.aliyuncs.com cannot be resolved", "'eu-central-1'");
        assertThat(detail(tls)).contains("set the clock right").doesNotContain("must-never");
        assertThat(detail(new SSLHandshakeException("must-never"))).contains("trust store");
        assertThat(detail(new ConnectException("must-never"))).contains("refused the connection");
        assertThat(detail(new IOException("must-never")))
                .contains("broke before", "firewall")
                .doesNotContain("must-never");
        assertThat(detail(new ProtocolException("must-never"))).contains("does not speak HTTP", "cloud.endpoint");
    }

    @Test
    void shouldBePatientAsTheOlderHeadersAskWhenTheCallWasThrottled() {
        // Given
        var left = Map.of(
                "x-ratelimit-user-api", "Limit:600,Remain:0,TimeLeft:1500,Reset:60000",
                "x-ratelimit-user", "Limit:9, Remain:0, TimeLeft:40");
        // When / Then
        assertThat(answered(400, "Throttling.User", left).retryAfter()).contains(Duration.ofMillis(1500));
        assertThat(answered(403, "Forbidden", left).retryAfter()).isEmpty();
        assertThat(answered(403, "Forbidden", left).failureClass()).isEqualTo(FailureClass.DENIED);
        assertThat(answered(400, "Throttling", Map.of("x-ratelimit-user", "TimeLeft:-1"))
                        .retryAfter())
                .isEmpty();
    }

    @Test
    void shouldPreferTheNewerHeader() {
        // Given
        var both = Map.of("x-acs-retry-after", "700", "x-ratelimit-user-api", "TimeLeft:1500");
        // When / Then
        assertThat(answered(400, "Throttling.Api", both).retryAfter()).contains(Duration.ofMillis(700));
    }

    private static String detail(IOException cause) {
        return FailureClassifier.unanswered(cause, ASKED).detail();
    }

    private static String detail(int status, String code, Map<String, String> headers) {
        return answered(status, code, headers).detail();
    }

    private static Failed<Object> answered(int status, String code, Map<String, String> headers) {
        String body = "{\"Code\":\"" + code + "\",\"Message\":\"signed by id-must-never\"}";
        Failed<Object> failed =
                FailureClassifier.answered(new ApiResponse(status, headers(headers), body.getBytes(UTF_8)), ASKED);
        assertThat(failed.toString()).doesNotContain("must-never");
        return failed;
    }

    private static HttpHeaders headers(Map<String, String> headers) {
        var lists = new java.util.HashMap<String, List<String>>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return HttpHeaders.of(lists, (name, value) -> true);
    }
}
