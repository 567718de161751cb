package io.tunnelwatch.simulator.story;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configuration of a connection: what a person can change without creating a new one. */
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

    /** Health checks from the cloud to a host behind the tunnel. */
    public record HealthCheck(String dip, String sip, int interval, int retry, String policy) {}

    /**
     * @param prefix first three numbers of the link-local networks; each tunnel has one network
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

    /** What a reconfiguration changes; null leaves a field alone. */
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
