package io.tunnelwatch.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses unencrypted connections to other machines unless the operator allowed them: an eavesdropper would read a map of the
 * network, and could write "all up" into the log.
 */
final class PlaintextRules {
    private static final Pattern REMOTE_HTTP =
            Pattern.compile("http://(?:[^/@\\s]*@)?([^/\\s,]+).*", Pattern.CASE_INSENSITIVE);
    private static final Set<String> PLAIN = Set.of("PLAINTEXT", "SASL_PLAINTEXT");
    private static final String[] REGISTRY_CREDENTIALS = {"basic.auth.user.info", "bearer.auth.token"};

    private final Settings settings;

    PlaintextRules(Settings settings) {
        this.settings = settings;
    }

    void refuse(KafkaAccess access) {
        Arrays.stream(access.bootstrapServers().split(","))
                .map(String::strip)
                .filter(it -> !isLoopback(it))
                .findFirst()
                .ifPresent(remote -> refuseBroker(remote, access));
        List.of(access.admin(), access.producer(), access.consumer()).forEach(PlaintextRules::refuseTokenServer);
        if (hasRegistryCredentials(access)) {
            Arrays.stream(access.registryUrl().split(","))
                    .map(String::strip)
                    .filter(PlaintextRules::isRemoteHttp)
                    .findFirst()
                    .ifPresent(url -> {
                        throw new OperatorException("Setting " + KafkaAccess.REGISTRY_URL
                                + ": credentials would go over http to another machine. Use https, or set "
                                + KafkaAccess.PLAINTEXT_ALLOWED
                                + "=true for a private network that you trust. See docs/runbook.md#plaintext_refused.");
                    });
        }
    }

    private void refuseBroker(String remote, KafkaAccess access) {
        for (Map<String, Object> client : List.of(access.admin(), access.producer(), access.consumer())) {
            String protocol = String.valueOf(client.getOrDefault("security.protocol", "PLAINTEXT"));
            if (PLAIN.contains(protocol)) {
                throw new OperatorException("Setting " + KafkaAccess.BOOTSTRAP_SERVERS + ": " + remote
                        + " is on another machine and would be reached over " + protocol
                        + ". Set kafka.security.protocol to SSL or SASL_SSL, or " + KafkaAccess.PLAINTEXT_ALLOWED
                        + "=true for a private network that you trust. See docs/runbook.md#plaintext_refused.");
            }
            if ("".equals(client.get("ssl.endpoint.identification.algorithm"))) {
                throw new OperatorException("Setting kafka.ssl.endpoint.identification.algorithm is empty, so anybody"
                        + " with a certificate could impersonate the broker " + remote + ". Remove it, or set "
                        + KafkaAccess.PLAINTEXT_ALLOWED
                        + "=true for a private network that you trust. See docs/runbook.md#plaintext_refused.");
            }
        }
    }

    private static void refuseTokenServer(Map<String, Object> client) {
        if (isRemoteHttp(String.valueOf(client.get(TokenServers.ADDRESS)))) {
            throw new OperatorException("Setting kafka." + TokenServers.ADDRESS
                    + ": the client's secret would go over http to another machine. Use https, or set "
                    + KafkaAccess.PLAINTEXT_ALLOWED
                    + "=true for a private network that you trust. See docs/runbook.md#plaintext_refused.");
        }
    }

    private boolean hasRegistryCredentials(KafkaAccess access) {
        var serde = settings.under("serde.");
        return Arrays.stream(REGISTRY_CREDENTIALS).anyMatch(serde::containsKey)
                || access.registryUrl().matches(".*//[^/@\\s]+@.*");
    }

    private static boolean isRemoteHttp(String url) {
        var remote = REMOTE_HTTP.matcher(url);
        return remote.matches() && !isLoopback(remote.group(1));
    }

    private static boolean isLoopback(String authority) {
        return Loopback.isAuthority(authority.toLowerCase(Locale.ROOT));
    }
}
