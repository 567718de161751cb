package io.tunnelwatch.runtime;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Permits the token servers of OAUTHBEARER that the operator has named. Kafka's clients ask only addresses that a property of
 * the process lists, against settings that somebody else has written; here they are the operator's own.
 */
final class TokenServers {
    /** Kafka's own name; {@code BrokerSecurityConfigs} and its documentation have it. */
    static final String PERMITTED = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    static final String ADDRESS = "sasl.oauthbearer.token.endpoint.url";

    private TokenServers() {}

    /** Permits the addresses in the settings of any client, beside those that are permitted already. */
    static synchronized void permit(Collection<Map<String, Object>> clients) {
        var permitted = new TreeSet<String>();
        clients.stream()
                .map(it -> it.get(ADDRESS))
                .filter(Objects::nonNull)
                .forEach(it -> permitted.add(it.toString().strip()));
        if (!permitted.isEmpty()) {
            String before = System.getProperty(PERMITTED, "");
            if (!before.isBlank()) {
                permitted.add(before);
            }
            System.setProperty(PERMITTED, String.join(",", permitted));
        }
    }
}
