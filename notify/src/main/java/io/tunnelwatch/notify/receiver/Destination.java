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
 * @param addressees who is written to, or called; of no meaning for most types
 * @param hearsOfChanges whether it is told of changed configurations
 */
public record Destination(
        String name,
        ReceiverType type,
        List<URI> urls,
        WebhookBody body,
        Optional<Password> secret,
        Addressees addressees,
        boolean hearsOfChanges) {
    public Destination {
        urls = List.copyOf(urls);
    }

    /**
     * The people behind a destination.
     *
     * @param from sender of mails
     * @param to receivers of mails
     * @param mobiles numbers that DingTalk calls; {@code all} for everybody
     */
    public record Addressees(String from, List<String> to, List<String> mobiles) {
        public static final Addressees NOBODY = new Addressees("", List.of(), List.of());

        public Addressees {
            to = List.copyOf(to);
            mobiles = List.copyOf(mobiles);
        }
    }

    @Override
    public String toString() {
        return name + " (" + type.text() + " at "
                + String.join(
                        ", ",
                        urls.stream().map(it -> String.valueOf(it.getHost())).toList()) + ")";
    }
}
