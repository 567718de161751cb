package io.tunnelwatch.runtime.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.OperatorException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelMatcherTest {
    private static final Map<String, String> LABELS = Map.of("env", "prod", "text", "a\nb");

    @ParameterizedTest
    @CsvSource({
        "env, prod, false, true, true",
        "env, pro, false, true, false",
        "env, prod, false, false, false",
        "env, lab, false, false, true",
        "env, pr.d, true, true, true",
        "env, pr, true, true, false",
        "env, lab|prod, true, true, true",
        "env, lab|pro, true, true, false",
        "env, p.*, true, false, false",
        "text, a.b, true, true, true",
        "none, '', false, true, true",
        "none, '', false, false, false",
        "none, .+, true, true, false",
        "none, .*, true, true, true",
        "none, prod, false, false, true"
    })
    void shouldMatchAsAlertmanagerDoes(String name, String value, boolean isRegex, boolean isEqual, boolean matches) {
        assertThat(matcher(name, value, isRegex, isEqual).matches(LABELS)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "vgw-1, true, true",
        "cgw-2, true, true",
        "cgw-3, true, false",
        "cgw-2, false, false",
        "cgw-3, false, true",
        "'', true, false"
    })
    void shouldCompareAGatewayWithThoseAtBothEnds(String value, boolean isEqual, boolean matches) {
        var labels = Map.of("vpn_gateway_id", "vgw-1", "customer_gateway_id", "cgw-1,cgw-2");

        assertThat(matcher("gateway", value, false, isEqual).matches(labels)).isEqualTo(matches);
    }

    @Test
    void shouldMatchAllOrNothing() {
        var right = matcher("env", "prod", false, true);
        var wrong = matcher("env", "lab", false, true);

        assertThat(LabelMatcher.allMatch(List.of(right), LABELS)).isTrue();
        assertThat(LabelMatcher.allMatch(List.of(right, wrong), LABELS)).isFalse();
        assertThat(LabelMatcher.allMatch(List.of(), LABELS)).isFalse();
    }

    @Test
    void shouldRefuseABrokenExpression() {
        assertThatThrownBy(() -> matcher("env", "(", true, true))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("'('");
    }

    private static LabelMatcher matcher(String name, String value, boolean isRegex, boolean isEqual) {
        return LabelMatcher.of(new io.tunnelwatch.v1.LabelMatcher(name, value, isRegex, isEqual));
    }
}
