package io.tunnelwatch.app.assembly;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.notify.GateSettings;
import io.tunnelwatch.notify.Notifier;
import io.tunnelwatch.notify.NotifySettings;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.sink.SinkSettings;
import java.util.function.BooleanSupplier;

/** The notifier as the sink's companion: it takes the name of the instance and the state directory from the sink. */
public record NotifierSetup(NotifySettings destinations, GateSettings gate, SinkSettings sink) {
    /** Reads the settings, and refuses those that cannot work. */
    public static NotifierSetup of(Settings settings) {
        var destinations = NotifySettings.of(settings);
        var gate = GateSettings.of(settings);
        gate.routing(destinations.names());
        return new NotifierSetup(destinations, gate, SinkSettings.of(settings));
    }

    /** @param isWell whether everything else makes progress */
    public Notifier start(PrometheusRegistry metrics, BooleanSupplier isWell) {
        return Notifier.start(destinations, gate, sink.instanceId(), sink.stateDirectory(), metrics, isWell);
    }
}
