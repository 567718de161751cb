package io.tunnelwatch.simulator.story;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a connection is configured: what a person can change without making a new one. */
public record Plan(
        String name,
        String localSubnet,
        String remoteSubnet,
        boolean effectImmediately,
        Map<String, String> tags,
        @Nullable HealthCheck healthCheck,
        @Nullable Bgp bgp) {
    public Plan {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /** Probes from the cloud to something behind the line. */
    public record HealthCheck(String dip, String sip, int interval, int retry, String policy) {}

    /**
     * @param prefix the first three numbers of the link-local networks, one of which each tunnel has
     * @param authKey a secret, or null for none
     */
    public record Bgp(long localAsn, long peerAsn, String prefix, @Nullable String authKey) {
        public String cidr(int line) {
            return prefix + "." + line * 4 + "/30";
        }

        public String localIp(int line) {
            return prefix + "." + (line * 4 + 1);
        }

        public String peerIp(int line) {
            return prefix + "." + (line * 4 + 2);
        }

        @Override
        public String toString() {
            return "Bgp[" + localAsn + ", " + peerAsn + ", " + prefix + "]";
        }
    }

    /** What a reconfiguration changes; absent means left alone. */
    record Change(
            @Nullable String name,
            @Nullable String localSubnet,
            @Nullable String remoteSubnet,
            @Nullable Boolean effectImmediately,
            @Nullable Map<String, String> tags) {}

    Plan with(Change change) {
        return new Plan(
                or(change.name(), name),
                or(change.localSubnet(), localSubnet),
                or(change.remoteSubnet(), remoteSubnet),
                or(change.effectImmediately(), effectImmediately),
                or(change.tags(), tags),
                healthCheck,
                bgp);
    }

    private static <T> T or(@Nullable T changed, T before) {
        return Optional.ofNullable(changed).orElse(before);
    }
}
