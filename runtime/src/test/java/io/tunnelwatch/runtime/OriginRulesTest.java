package io.tunnelwatch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.runtime.OriginRules.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("S-31")
class OriginRulesTest {
    private final OriginRules onLoopback = OriginRules.at("127.0.0.1", List.of("vpn.example.com", "*.corp.example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LocalHost:8080",
                "127.0.0.1:8080",
                "127.1.2.3",
                "[::1]",
                "[::1]:8080",
                "vpn.example.com",
                "VPN.example.com:443",
                "a.corp.example",
                "a.b.corp.example:1"
            })
    void shouldAnswerForItself(String host) {
        assertThat(refusal(onLoopback, "GET", "Host: " + host)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.example#localhost",
                "localhost@evil.example",
                "corp.example",
                "notcorp.example",
                "10.0.0.5",
                "0x7f.1",
                "[::2]",
                "localhost:",
                "localhost:99999999",
                "local host",
                "localhost,evil.example",
                ""
            })
    void shouldNotAnswerForOthers(String host) {
        assertThat(refusal(onLoopback, "GET", "Host: " + host)).contains(Refusal.HOST);
    }

    @Test
    void shouldNotAnswerWithoutOneHost() {
        assertThat(refusal(onLoopback, "GET")).contains(Refusal.HOST);
        assertThat(refusal(onLoopback, "GET", "Host: localhost", "Host: localhost"))
                .contains(Refusal.HOST);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.5, 10.0.0.5:8080, true",
        "10.0.0.5, 10.0.0.6, false",
        "10.0.0.5, evil.example, false",
        "0.0.0.0, 10.0.0.6:8080, true",
        "0.0.0.0, [fd00::1]:8080, true",
        "0.0.0.0, evil.example, false",
        "::, 10.0.0.6, true",
        "fd00::1, [fd00::1]:8080, true",
        "fd00::1, [fd00::2]:8080, false",
        "vpn.corp, vpn.corp:8080, true"
    })
    void shouldAnswerForTheAddressItListensAt(String bound, String host, boolean answers) {
        assertThat(refusal(OriginRules.at(bound, List.of()), "GET", "Host: " + host)
                        .isEmpty())
                .isEqualTo(answers);
    }

    @Test
    void shouldAnswerForEveryNameWhenToldSo() {
        assertThat(refusal(OriginRules.at("127.0.0.1", List.of("*")), "GET", "Host: any.example"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, none, true",
        "GET, same-origin, true",
        "POST, same-origin, true",
        "GET, same-site, false",
        "GET, cross-site, false",
        "POST, cross-site, false",
        "GET, nonsense, false"
    })
    void shouldNotAnswerThePageOfAnotherSite(String method, String site, boolean answers) {
        assertThat(refusal(onLoopback, method, "Host: localhost", "Sec-Fetch-Site: " + site))
                .isEqualTo(answers ? Optional.empty() : Optional.of(Refusal.SITE));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, navigate, document, true",
        "HEAD, navigate, document, true",
        "POST, navigate, document, false",
        "GET, navigate, iframe, false",
        "GET, navigate, object, false",
        "GET, no-cors, document, false",
        "GET, no-cors, script, false",
        "GET, cors, empty, false"
    })
    void shouldFollowALinkFromAnotherSiteAndNothingElse(String method, String mode, String destination, boolean ok) {
        var asked = refusal(
                onLoopback,
                method,
                "Host: localhost",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Mode: " + mode,
                "Sec-Fetch-Dest: " + destination);

        assertThat(asked).isEqualTo(ok ? Optional.empty() : Optional.of(Refusal.SITE));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, true",
        "https://localhost:8080, true",
        "http://localhost, false",
        "http://127.0.0.1:8080, false",
        "https://evil.example, false",
        "https://localhost:8080@evil.example, false",
        "null, false",
        "'http://a b', false"
    })
    void shouldAnswerItsOwnOriginOnly(String origin, boolean answers) {
        assertThat(refusal(onLoopback, "POST", "Host: localhost:8080", "Origin: " + origin))
                .isEqualTo(answers ? Optional.empty() : Optional.of(Refusal.ORIGIN));
    }

    private static Optional<Refusal> refusal(OriginRules rules, String method, String... headers) {
        Map<String, List<String>> all = Arrays.stream(headers)
                .map(it -> it.split(": ", 2))
                .collect(Collectors.groupingBy(
                        it -> it[0],
                        () -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER),
                        Collectors.mapping(it -> it[1], Collectors.toList())));
        return rules.refusal(method, all::get);
    }
}
