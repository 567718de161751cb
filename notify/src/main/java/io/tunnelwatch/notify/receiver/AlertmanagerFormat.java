package io.tunnelwatch.notify.receiver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.v1.Notification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Formats notices for Alertmanager's API v2. Alertmanager forgets every alert when it restarts, and takes one for resolved when its end has
 * passed: a firing alert is sent again and again, each time with an end in the near future.
 */
public final class AlertmanagerFormat implements ReceiverFormat {
    /** A firing alert is sent every minute; its end allows for three lost requests before Alertmanager takes it for resolved. */
    public static final Duration END_AHEAD = Duration.ofMinutes(4);

    /** Alertmanager has no limit; some hundred alerts fit well into one request. */
    private static final RateLimit LIMIT = new RateLimit(20, Duration.ofSeconds(1), 500);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI alerts;

    /** @param base the address of one member, with the path prefix that it may have */
    public AlertmanagerFormat(URI base) {
        String text = base.toString().replaceAll("/+$", "");
        this.alerts = URI.create(text.endsWith("/api/v2/alerts") ? text : text + "/api/v2/alerts");
    }

    /** The labels by which Alertmanager knows the alert of a notice. */
    public static Map<String, String> labels(Notification notice) {
        return AlertmanagerAlert.labelsOf(notice);
    }

    @Override
    public ReceiverRequest call(Message message, Instant now) {
        var array = JSON.createArrayNode();
        message.notices().forEach(it -> array.add(node(AlertmanagerAlert.of(it), now)));
        return new ReceiverRequest("POST", alerts, Map.of("Content-Type", "application/json"), array.toString());
    }

    /** Both ends, always: without a beginning, Alertmanager takes the end for it; without an end, it chooses one. */
    private static ObjectNode node(AlertmanagerAlert alert, Instant now) {
        ObjectNode node = JSON.createObjectNode();
        alert.labels().forEach(node.putObject("labels")::put);
        alert.annotations().forEach(node.putObject("annotations")::put);
        Instant end = alert.endsAt() == null ? now.plus(END_AHEAD) : alert.endsAt();
        node.put("startsAt", alert.startsAt().toString());
        // An end that is not after the beginning is refused; the times may come from a clock that is ahead of ours.
        node.put("endsAt", latest(end, alert.startsAt().plusMillis(1)).toString());
        return node;
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Only a 400 says that an alert is bad; other refusals come from what stands in front, and may pass. */
    @Override
    public SendOutcome outcome(ReceiverAnswer answer) {
        SendOutcome usual = SendOutcome.ofStatus(answer);
        boolean isVerdict = usual instanceof SendOutcome.Delivered || answer.status() == 400;
        return isVerdict || usual instanceof SendOutcome.Retry ? usual : SendOutcome.retry("HTTP " + answer.status());
    }

    @Override
    public RateLimit rateLimit() {
        return LIMIT;
    }
}
