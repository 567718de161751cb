package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.runtime.OperatorException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The link to the page that {@code token --url} prints. */
class TokenCommandTest {
    @ParameterizedTest
    @CsvSource({
        "https://vpn.example.com, https://acme:(TOKEN)@vpn.example.com/",
        "https://vpn.example.com:8443/net/, https://acme:(TOKEN)@vpn.example.com:8443/net/",
        "http://127.0.0.1:8080, http://acme:(TOKEN)@127.0.0.1:8080/"
    })
    void shouldPrintALinkWithTheTokenInIt(String url, String link) {
        var lines = token("acme", url).out().lines().toList();

        String token = lines.get(0).replaceFirst(".*: ", "");
        assertThat(token).hasSizeGreaterThanOrEqualTo(32);
        assertThat(lines).last().isEqualTo("Link, shown only now: " + link.replace("(TOKEN)", token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vpn.example.com", "ftp://vpn.example.com", "https:///net", "//vpn.example.com"})
    void shouldMakeNoTokenForAnAddressThatIsNoPage(String url) {
        var refused = token("acme", url);

        assertThat(refused.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("--url " + url + " is not the address of a page");
    }

    @Test
    void shouldPrintNoLinkUnlessAsked() {
        assertThat(CommandResult.in(Map.of(), "token", "acme", "--role", "viewer")
                        .out())
                .doesNotContain("Link");
    }

    private static CommandResult token(String name, String url) {
        return CommandResult.in(Map.of(), "token", name, "--role", "customer", "--tag", "customer=acme", "--url", url);
    }
}
