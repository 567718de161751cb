package io.tunnelwatch.notify.receiver;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The bodies of a webhook, under the names of the setting {@code notify.<name>.format}. */
public enum WebhookBody {
    STANDARD,
    ALERTMANAGER,
    CLOUDEVENTS;

    public static Optional<WebhookBody> of(String name) {
        return Arrays.stream(values())
                .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
