package io.tunnelwatch.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {
    @Test
    void shouldNameATopicOfAnInstallation() {
        var names = new TopicNames("net.", 24);

        Topic alerts = names.of(Topics.ALERTS);

        assertThat(alerts.name()).isEqualTo("net.vpn.alerts.v1");
        assertThat(alerts.subject()).isEqualTo("net.vpn.alerts.v1-value");
        assertThat(alerts.partitions()).isEqualTo(24);
        assertThat(alerts.config()).isEqualTo(Topics.ALERTS.config());
    }

    @Test
    void shouldFindTheTopicOfTheCatalogueUnderAnyPrefix() {
        for (Topic topic : Topics.all()) {
            assertThat(Topics.find(topic.name())).contains(topic);
            assertThat(Topics.find("team-a.net_" + topic.name())).contains(topic);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vpn.alerts.v2",
                "netvpn.alerts.v1",
                ".vpn.alerts.v1",
                "net/vpn.alerts.v1",
                "vpn.alerts.v1.divided",
                "tunnelwatch-processor-connections-changelog"
            })
    void shouldFindNoTopicOfTheCatalogueInAnotherName(String name) {
        assertThat(Topics.find(name)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "net.", "a-", "Team_1.net_"})
    void shouldTakePrefixesThatEndWithASeparator(String prefix) {
        assertThat(TopicNames.isPrefix(prefix)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"net", ".", "-net.", "né.", "net/", "a b.", "net.\n"})
    void shouldRefuseOtherPrefixes(String prefix) {
        assertThat(TopicNames.isPrefix(prefix)).isFalse();
    }

    @Test
    void shouldRefuseAPrefixTooLongForKafka() {
        assertThat(TopicNames.isPrefix("a".repeat(99) + ".")).isTrue();
        assertThat(TopicNames.isPrefix("a".repeat(100) + ".")).isFalse();
    }
}
