package io.tunnelwatch.runtime.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.v1.LabelMatcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatcherTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "severity=critical|severity|critical|false|true",
                " severity != \"critical\" |severity|critical|false|false",
                "tag_env=~\"prod|tag_env|\"prod|true|true",
                "tag_env!~lab.*|tag_env|lab.*|true|false",
                "rule=BgpDown|alertname|BgpDown|false|true",
                "connection=\"vco-1\"|vpn_connection_id|vco-1|false|true",
                "tag.cost-center=7|tag_cost_center|7|false|true",
                "gateway=cgw-1|gateway|cgw-1|false|true",
                "text=\"a\\\"b\\nc\"|text|a\"b\\nc|false|true",
            })
    void shouldRead(String text, String name, String value, boolean isRegex, boolean isEqual) {
        assertThat(MatcherText.parse(text))
                .isEqualTo(new LabelMatcher(name, value.replace("\\n", "\n"), isRegex, isEqual));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "severity", "=x", "a.b=c", "1a=b", "a b=c", "tag.=x"})
    void shouldRefuse(String text) {
        assertThatThrownBy(() -> MatcherText.parse(text))
                .isInstanceOf(OperatorException.class)
                .hasMessageStartingWith("A matcher is written name=value");
    }

    @Test
    void shouldReadWhatItWrites() {
        for (boolean isRegex : new boolean[] {true, false}) {
            for (boolean isEqual : new boolean[] {true, false}) {
                var matcher = new LabelMatcher("text", "a\\.b\"\n c", isRegex, isEqual);
                assertThat(MatcherText.parse(MatcherText.of(matcher))).isEqualTo(matcher);
            }
        }
    }

    /** Compiled, each of them would take more memory than there is, or hold much of it for as long as its command stands. */
    @ParameterizedTest
    @Tag("S-37")
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(a{1000}){1000}",
                "((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9})",
                "([)]a{1000}){1000}",
                "(\\Q)\\Ea{1000}){1000}",
                "(?:a{1000}b{1000}){1000}",
                "(a{999,}){1,999}",
                "(a{2}){99999999999}",
                "a{1000}b{1000}c{1000}",
                "a{1000}{1000}{1000}",
                "(a{00000001000}){00000001000}",
            })
    void shouldRefuseAnExpressionThatGrowsWhenItIsCompiled(String expression) {
        assertThatThrownBy(() -> MatcherText.parse("env=~" + expression))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("repeats too much")
                .hasMessageNotContaining(expression);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{1000}",
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "(\\d{1,3}\\.){3}\\d{1,3}",
                "(prod|lab)-[a-z]{2,8}(-\\d{1,4})?",
                "{\"json\": 1}",
            })
    void shouldTakeWhatPeopleWrite(String expression) {
        assertThat(MatcherText.parse("env=~" + expression).getValue()).isEqualTo(expression);
    }

    @Test
    @Tag("S-37")
    void shouldTakeOrRefuseDeepGroups() {
        String deep = "(".repeat(500) + "a" + ")".repeat(500);

        assertThatCode(() -> {
                    try {
                        MatcherText.parse("env=~" + deep);
                    } catch (OperatorException e) {
                        assertThat(e).hasMessageContaining("regular expression");
                    }
                })
                .doesNotThrowAnyException();
    }
}
