package io.tunnelwatch.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.ingest.api.Endpoints;
import io.tunnelwatch.ingest.api.Proxies;
import io.tunnelwatch.ingest.api.SecurityTokenService;
import io.tunnelwatch.ingest.credentials.AccessKey;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.ingest.credentials.NoCredentialsException;
import io.tunnelwatch.testsupport.LoopbackServer;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs against its own token service on loopback, which issues a different key each time, valid for an hour. */
class AssumedRolesTest {
    private static final String ARN = "acs:ram::2:role/tunnelwatch";

    private final ManualClock clock = new ManualClock();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String refusal = "";
    private HttpServer server;
    private AssumedRoles roles;

    @BeforeEach
    void open() throws IOException {
        server = LoopbackServer.onAnyPort();
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("x-acs-action") + " "
                    + exchange.getRequestHeaders().getFirst("x-acs-version") + " "
                    + exchange.getRequestURI().getRawQuery() + " by "
                    + exchange.getRequestHeaders()
                            .getFirst("authorization")
                            .replaceAll(".*Credential=([^,]+),.*", "$1"));
            byte[] body = (status == 200 ? given() : refusal).getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        var endpoints = Endpoints.of(
                "cloud.sts.endpoint", "http://127.0.0.1:" + server.getAddress().getPort());
        var tokens = new SecurityTokenService(endpoints, Proxies.of("", Map.of()), Duration.ofSeconds(10), clock);
        roles = new AssumedRoles(
                CredentialsSource.fixed("base", "base-secret-must-never"), Map.of("2", ARN), tokens, clock);
    }

    private String given() {
        return "{\"RequestId\":\"r\",\"AssumedRoleUser\":{\"Arn\":\"x\"},\"Credentials\":{\"AccessKeyId\":\"STS.%d\","
                        .formatted(asked.size())
                + "\"AccessKeySecret\":\"given-must-never\",\"SecurityToken\":\"token-must-never\",\"Expiration\":\""
                + clock.instant().plus(Duration.ofHours(1)) + "\"}}";
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void shouldAssumeTheRoleOfTheAccountThatHasOne() {
        // When
        AccessKey key = roles.current("2");
        // Then
        assertThat(key.id()).isEqualTo("STS.1");
        assertThat(key.secret()).isEqualTo("given-must-never");
        assertThat(key.securityToken()).contains("token-must-never");
        assertThat(roles.current("1").id()).isEqualTo("base");
        assertThat(asked)
                .containsExactly("AssumeRole 2015-04-01 DurationSeconds=3600&RoleArn=acs%3Aram%3A%3A2%3Arole%2F"
                        + "tunnelwatch&RoleSessionName=tunnelwatch by base");
    }

    @Test
    @Tag("S-14")
    void shouldRenewWellBeforeItExpires() {
        // Given
        roles.current("2");
        // When
        clock.advance(Duration.ofMinutes(39));
        String still = roles.current("2").id();
        clock.advance(Duration.ofMinutes(2));
        String renewed = roles.current("2").id();
        // Then
        assertThat(still).isEqualTo("STS.1");
        assertThat(renewed).isEqualTo("STS.2");
    }

    @Test
    void shouldLiveOnTheOldKeyWhileTheTokenServiceIsAway() {
        // Given
        roles.current("2");
        status = 503;
        // When
        clock.advance(Duration.ofMinutes(45));
        String first = roles.current("2").id();
        String second = roles.current("2").id();
        // Then
        assertThat(List.of(first, second)).containsOnly("STS.1");
        assertThat(asked).hasSize(2);
        // And
        clock.advance(Duration.ofMinutes(20));
        assertThatThrownBy(() -> roles.current("2"))
                .isInstanceOfSatisfying(NoCredentialsException.class, it -> assertThat(it.failureClass())
                        .isEqualTo(FailureClass.SERVER));
    }

    @Test
    void shouldNameThePermissionThatItTakes() {
        // Given
        status = 403;
        refusal = "{\"Code\":\"NoPermission\",\"Message\":\"You are not authorized. base must-never\"}";
        // When / Then
        assertThatThrownBy(() -> roles.current("2"))
                .isInstanceOf(NoCredentialsException.class)
                .hasMessageContaining(ARN)
                .hasMessageContaining("sts:AssumeRole")
                .hasMessageNotContaining("must-never")
                .hasNoCause();
    }

    @Test
    void shouldNotRepeatAnAnswerThatItCannotRead() {
        // Given
        status = 200;
        server.removeContext("/");
        server.createContext("/", exchange -> {
            byte[] body = "{\"Credentials\":{\"AccessKeyId\":\"a\",\"AccessKeySecret\":\"must-never".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        // When / Then
        assertThatThrownBy(() -> roles.current("2"))
                .isInstanceOf(NoCredentialsException.class)
                .hasMessageNotContaining("must-never")
                .hasNoCause();
    }
}
