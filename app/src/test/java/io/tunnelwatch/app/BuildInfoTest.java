package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import org.junit.jupiter.api.Test;

class BuildInfoTest {
    @Test
    void shouldNameVersionCommitJavaAndKafka() {
        var answer = CommandResult.in(Map.of(), "--version");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out())
                .matches("tunnelwatch \\d\\S+, commit ([0-9a-f]{12}( with changes)?|unknown),"
                        + " built for Java \\d+ with Kafka \\S+, running on Java \\S+\\R")
                .contains("Kafka " + AppInfoParser.getVersion())
                .contains("Java " + Runtime.version());
    }

    @Test
    void shouldCallUnknownWhatTheBuildDidNotFind() {
        assertThat(BuildInfo.of(properties(
                        Map.of("version", "1.2.3", "commit", "${build.commit}", "changed", "${build.changed}"))))
                .hasToString("tunnelwatch 1.2.3, commit unknown, built for Java unknown with Kafka unknown");
    }

    @Test
    void shouldSayThatTheSourcesWereChanged() {
        assertThat(BuildInfo.of(properties(Map.of("commit", "0123456789ab", "changed", "1")))
                        .commit())
                .isEqualTo("0123456789ab with changes");
        assertThat(BuildInfo.of(properties(Map.of("commit", "0123456789ab", "changed", "0")))
                        .commit())
                .isEqualTo("0123456789ab");
    }

    private static Properties properties(Map<String, String> values) {
        var properties = new Properties();
        properties.putAll(values);
        return properties;
    }
}
