package io.tunnelwatch.app.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BrokerLibrariesTest {
    @Test
    void shouldAcceptAnInstallationThatHasThem() {
        assertThatCode(BrokerLibraries::require).doesNotThrowAnyException();
    }

    @Test
    void shouldNameTheWayOutIfTheyAreLeftOut() {
        assertThatThrownBy(() -> BrokerLibraries.require("kafka.server.LeftOut"))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("--bootstrap-servers");
    }

    /** Otherwise the image would have the broker, and nothing would say so. */
    @Test
    void shouldBeLeftOutOfTheImage() throws IOException {
        assertThat(Files.readAllLines(Path.of("../deploy/broker-libraries"))).contains("kafka_2.13", "scala-library");
    }
}
