package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/** Nothing in the image runs as root, and nothing in it is there that a program on a cluster does not need. */
@Tag("heavy")
class ImageIT {
    /** Prints one line for each thing that must not be there. */
    private static final String FIND =
            """
            [ "$(id -u):$(id -g)" = 10001:10001 ] || echo "user: $(id)"
            find / -xdev -type f -perm /6000 2>/dev/null | sed 's/^/set-user-id: /'
            find / -xdev ! -type l -writable ! -path '/proc/*' ! -path '/dev/*' ! -path '/tmp*' ! -path '/data*' \
              2>/dev/null | grep -v -E '^/(run/lock|etc/(hosts|hostname|resolv.conf))$' | sed 's/^/writable: /'
            ls /opt/tunnelwatch/lib | grep -E '^(kafka_|kafka-server|kafka-raft|scala-|log4j|rocksdb)' | sed 's/^/broker: /'
            command -v javac | sed 's/^/compiler: /'
            java -cp '/opt/tunnelwatch/app.jar:/opt/tunnelwatch/lib/*' io.tunnelwatch.app.Tunnelwatch up
            [ $? = 78 ] || echo 'exit code is not 78'
            """;

    @Test
    void shouldHaveNothingThatRunsAsRootAndNoBroker() {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "SKIPPED: no container engine at DOCKER_HOST or the default socket");
        assumeTrue(ContainersIT.hasImage(), "SKIPPED: no image " + ContainersIT.IMAGE + "; bin/image builds it");

        try (var container = new GenericContainer<>(DockerImageName.parse(ContainersIT.IMAGE))) {
            container
                    .withImagePullPolicy(image -> false)
                    // As a command of its own it would be split at each space.
                    .withCreateContainerCmdModifier(it -> it.withEntrypoint("bash", "-c", FIND))
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy() {}.withTimeout(Duration.ofMinutes(1)));
            var exit = org.assertj.core.api.Assertions.catchThrowable(container::start);

            assertThat(container.getLogs())
                    .as(String.valueOf(exit))
                    .startsWith("tunnelwatch: This installation has no");
            assertThat(container.getLogs().lines()).hasSize(1);
        }
    }

    @Test
    void shouldSayWhatItIs() {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable() && ContainersIT.hasImage(),
                "SKIPPED: no container engine, or no image; bin/image builds it");

        var config = DockerClientFactory.instance()
                .client()
                .inspectImageCmd(ContainersIT.IMAGE)
                .exec()
                .getConfig();

        assertThat(config.getUser()).isEqualTo("10001:10001");
        assertThat(config.getLabels())
                .containsEntry("org.opencontainers.image.title", "Tunnelwatch")
                .containsKeys("org.opencontainers.image.version", "org.opencontainers.image.revision");
    }
}
