package io.tunnelwatch.app.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {
    private static final String A_REQUIRED = "{\"name\":\"a\",\"type\":\"int\"}";
    private static final String A_OPTIONAL = "{\"name\":\"a\",\"type\":\"int\",\"default\":0}";
    private static final String B_REQUIRED = "{\"name\":\"b\",\"type\":\"int\"}";

    /** Schemas after a version {@code {a}}, and before a version {@code {a, b}}. */
    @ParameterizedTest
    @CsvSource({
        "NONE,                true,  true,  true,  true",
        "BACKWARD,            true,  false, true,  true",
        "BACKWARD_TRANSITIVE, true,  false, true,  true",
        "FORWARD,             true,  true,  true,  false",
        "FORWARD_TRANSITIVE,  false, true,  false, false",
        "FULL,                true,  false, true,  false",
        "FULL_TRANSITIVE,     false, false, false, false"
    })
    void shouldCompareAsTheLevelSays(
            Compatibility level, boolean same, boolean fieldAdded, boolean defaultAdded, boolean fieldRemoved) {
        var before = List.of(schema(A_REQUIRED, B_REQUIRED), schema(A_REQUIRED));

        assertThat(level.allows(schema(A_REQUIRED), before)).isEqualTo(same);
        assertThat(level.allows(schema(A_REQUIRED, B_REQUIRED), before)).isEqualTo(fieldAdded);
        assertThat(level.allows(schema(A_OPTIONAL), before)).isEqualTo(defaultAdded);
        assertThat(level.allows(schema(), before)).isEqualTo(fieldRemoved);
    }

    @ParameterizedTest
    @CsvSource({"NONE", "BACKWARD", "FORWARD", "FULL", "FULL_TRANSITIVE"})
    void shouldAllowAnythingAsAFirstVersion(Compatibility level) {
        assertThat(level.allows(schema(A_REQUIRED), List.of())).isTrue();
    }

    private static Schema schema(String... fields) {
        return new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + String.join(",", fields) + "]}");
    }
}
