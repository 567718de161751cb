package io.tunnelwatch.schemas.serde;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** Certificates for the connection to the registry, if the JDK's own do not fit: Kafka's ssl settings below schema.registry. */
final class RegistryTls {
    private static final String PREFIX = "schema.registry.";

    private RegistryTls() {}

    static Optional<SSLContext> of(Map<String, ?> settings) {
        var given = new HashMap<String, Object>();
        settings.forEach((name, value) -> {
            if (name.startsWith(PREFIX + "ssl.")) {
                given.put(name.substring(PREFIX.length()), value);
            }
        });
        return given.isEmpty() ? Optional.empty() : Optional.of(context(given));
    }

    private static SSLContext context(Map<String, Object> given) {
        var definition = new ConfigDef();
        SslConfigs.addClientSslSupport(definition);
        try (var engines = new DefaultSslEngineFactory()) {
            engines.configure(new AbstractConfig(definition, given, false).values());
            return engines.sslContext();
        } catch (KafkaException e) {
            var refused = new ConfigException(
                    "Settings " + PREFIX + "ssl.…: the certificates cannot be used (" + e.getMessage() + ").");
            refused.initCause(e);
            throw refused;
        }
    }
}
