package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.assembly.AppSettings;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.notify.NotifySettings;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.sink.SinkSettings;
import io.tunnelwatch.sink.sql.Postgres;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A secret setting has a type that does not print it, so that nobody has to remember to hide it. */
@Tag("S-10")
class SecretSettingsTest {
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|credential)s?");
    private static final String PLANTED = "must-never-0123456789-0123456789-";

    @Test
    void shouldKeepNoSecretAsAPlainText() {
        var components = new TreeMap<String, String>();
        for (Class<?> root : new Class<?>[] {
            SinkSettings.class, IngestSettings.class, ProcessorSettings.class, NotifySettings.class, AppSettings.class
        }) {
            collect(root, components);
        }

        assertThat(components)
                .as("the walk comes by what it is about")
                .containsKeys("WebAccess.token", "Keystore.password", "Postgres.password", "Destination.secret");
        assertThat(components).allSatisfy((name, type) -> {
            if (SECRET.matcher(name).matches()) {
                assertThat(type).as(name).contains(Password.class.getSimpleName());
            }
        });
    }

    private static void collect(Class<?> type, Map<String, String> into) {
        if (!type.isRecord()) {
            return;
        }
        for (RecordComponent it : type.getRecordComponents()) {
            boolean isNew = into.put(
                            type.getSimpleName() + "." + it.getName(),
                            it.getGenericType().getTypeName())
                    == null;
            if (isNew) {
                collectIn(it.getGenericType(), into);
            }
        }
    }

    private static void collectIn(Type type, Map<String, String> into) {
        if (type instanceof Class<?> plain) {
            collect(plain, into);
        } else if (type instanceof ParameterizedType holder) {
            for (Type held : holder.getActualTypeArguments()) {
                collectIn(held, into);
            }
        }
    }

    @Test
    void shouldPrintNoSecretOfTheSink() {
        // Given
        var values = new HashMap<>(Map.of(
                "http.tls.keystore", "keys.p12",
                "postgres.url", "jdbc:postgresql://127.0.0.1/x",
                "kafka.sasl.jaas.config", PLANTED));
        SinkSettings.definition().configKeys().values().stream()
                .filter(it -> it.type == ConfigDef.Type.PASSWORD)
                .forEach(it -> values.put(it.name, PLANTED + it.name));

        // When
        var settings = SinkSettings.of(Settings.of(values));

        // Then
        assertThat(settings.postgres().flatMap(Postgres::password).map(Password::value))
                .hasValueSatisfying(it -> assertThat(it).startsWith(PLANTED));
        assertThat(settings.toString()).doesNotContain("must-never").contains(Password.HIDDEN);
    }
}
