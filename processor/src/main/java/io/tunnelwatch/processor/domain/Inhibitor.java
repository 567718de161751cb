package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertState;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A possible cause of the alerts of connections. {@link TargetDetector} says which comes before which. */
interface Inhibitor {
    /** The fingerprint of the alert that inhibits this one; null if none does. */
    @Nullable
    String inhibitorOf(Consequence alert);

    /**
     * An alert of a connection, as a possible consequence of another one.
     *
     * @param before the connection's alerts that sort before it, which are evaluated already
     */
    record Consequence(
            ConnectionState connection, AlertKey key, AlertState alert, SortedMap<AlertKey, AlertState> before) {
        String connectionId() {
            return connection.snapshot().connectionId();
        }
    }

    /** Asks one cause after the other: the first that inhibits the alert is its inhibitor. */
    static Inhibitor firstOf(Inhibitor... causes) {
        return alert -> {
            for (Inhibitor cause : causes) {
                String fingerprint = cause.inhibitorOf(alert);
                if (fingerprint != null) {
                    return fingerprint;
                }
            }
            return null;
        };
    }
}
