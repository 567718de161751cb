package io.tunnelwatch.notify;

import io.tunnelwatch.notify.delivery.HttpReceiver;
import io.tunnelwatch.notify.delivery.Receiver;
import io.tunnelwatch.notify.delivery.Recipient;
import io.tunnelwatch.notify.http.GuardedHttpClient;
import io.tunnelwatch.notify.receiver.AlertmanagerFormat;
import io.tunnelwatch.notify.receiver.Destination;
import io.tunnelwatch.notify.receiver.WebhookFormat;
import io.tunnelwatch.notify.receiver.ReceiverFormat;
import io.tunnelwatch.runtime.OperatorException;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/** Makes the receivers that the settings name: one for each destination, and for each member of a cluster. */
public final class Receivers {
    private final GuardedHttpClient client;

    public Receivers(GuardedHttpClient client) {
        this.client = client;
    }

    /** The recipients of a destination, each with a cursor of its own. */
    public List<Recipient> of(Destination destination) {
        List<URI> urls = destination.urls();
        if (urls.size() == 1) {
            return List.of(new Recipient(destination.name(), destination.name(), receiver(destination, urls.get(0))));
        }
        return IntStream.range(0, urls.size())
                .mapToObj(i -> new Recipient(
                        destination.name() + "." + (i + 1), destination.name(), receiver(destination, urls.get(i))))
                .toList();
    }

    private Receiver receiver(Destination destination, URI url) {
        try {
            return new HttpReceiver(format(destination, url), client);
        } catch (IllegalArgumentException e) {
            throw new OperatorException(
                    "Setting notify." + destination.name() + ".secret or its file: " + e.getMessage() + ".", e);
        }
    }

    private static ReceiverFormat format(Destination destination, URI url) {
        return switch (destination.type()) {
            case ALERTMANAGER -> new AlertmanagerFormat(url);
            case WEBHOOK -> new WebhookFormat(url, destination.body(), destination.secret());
            case DINGTALK, PAGERDUTY, FEISHU, EMAIL, WECOM, SLACK, TEAMS ->
                throw new OperatorException(
                        "Setting notify." + destination.name() + ".type: this version does not speak "
                                + destination.type().text() + "; set it to alertmanager or webhook.");
        };
    }
}
