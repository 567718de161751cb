package io.tunnelwatch.notify.receiver;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;

/**
 * A receiver as the operator names it. Its addresses are secrets of many receivers, so that its text shows only their hosts.
 *
 * @param name the word between {@code notify.} and the rest of its settings
 * @param urls the addresses; several are the members of a cluster, each of which is told of everything
 * @param body the body of a webhook; of no meaning for other types
 */
public record Destination(String name, ReceiverType type, List<URI> urls, WebhookBody body, Optional<Password> secret) {
    public Destination {
        urls = List.copyOf(urls);
    }

    @Override
    public String toString() {
        return name + " (" + type.text() + " at "
                + String.join(
                        ", ",
                        urls.stream().map(it -> String.valueOf(it.getHost())).toList()) + ")";
    }
}
