package io.tunnelwatch.processor.domain.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final Map<String, String> ENTRIES = Map.of("ike.version", "ikev1", "localSubnets", "10.0.0.0/8");

    @Test
    void shouldNameWhatDiffersAndNothingElse() {
        var later = new TreeMap<>(Map.of("ike.version", "ikev2", "localSubnets", "10.0.0.0/8", "bgp", "true"));

        assertThat(of(ENTRIES).changesTo(Configuration.of(later)))
                .extracting(it -> it.path() + ": " + it.before() + " → " + it.after())
                .containsExactly("bgp:  → true", "ike.version: ikev1 → ikev2");
    }

    /** The hash covers the entries in the order in which they came. */
    @Test
    void shouldFindNoDifferenceInAnotherHashAlone() {
        var sameEntries = new Configuration(() -> 1, () -> new TreeMap<>(ENTRIES));

        assertThat(of(ENTRIES).changesTo(sameEntries)).isEmpty();
        assertThat(of(ENTRIES)).isEqualTo(sameEntries).hasSameHashCodeAs(sameEntries);
    }

    @Test
    void shouldDifferFromOneWithOtherEntries() {
        assertThat(of(ENTRIES)).isNotEqualTo(of(Map.of("ike.version", "ikev1"))).isNotEqualTo(ENTRIES);
    }

    private static Configuration of(Map<String, String> entries) {
        return Configuration.of(new TreeMap<>(entries));
    }
}
