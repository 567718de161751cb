package io.tunnelwatch.notify;

import io.tunnelwatch.notify.routing.RoutesFile;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.runtime.Settings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * The settings of the gate.
 *
 * @param routesFile empty if every destination gets everything
 */
public record GateSettings(String applicationId, Optional<Path> routesFile) {
    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    RoutesFile.SETTING,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "YAML file with routes: which destinations are told of which alerts, at which times, and how often they"
                            + " are reminded. If it is empty, every destination is told of every alert."
                            + " Example: /etc/tunnelwatch/routes.yaml.")
            .define(
                    "notify.application.id",
                    ConfigDef.Type.STRING,
                    "tunnelwatch-notify",
                    new ConfigDef.NonEmptyString(),
                    Importance.LOW,
                    "Name of the consumer group of the gate, and prefix of its changelog topics. Under a new name it"
                            + " forgets who was told what, and tells again everything that fires."
                            + " Example: tunnelwatch-notify-2.");

    public static ConfigDef definition() {
        return DEFINITION;
    }

    public static GateSettings of(Settings settings) {
        var config = settings.parse(DEFINITION);
        return new GateSettings(
                config.getString("notify.application.id"),
                Optional.of(config.getString(RoutesFile.SETTING).strip())
                        .filter(it -> !it.isEmpty())
                        .map(Path::of));
    }

    /** The routes of the file, or to everywhere. */
    public Routing routing(SortedSet<String> destinations) {
        return routesFile
                .map(it -> RoutesFile.read(it, destinations))
                .orElseGet(() -> Routing.everywhere(destinations));
    }
}
