package io.tunnelwatch.notify.receiver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.schemas.topics.ShortHash;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Notification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.types.Password;

/**
 * A webhook with one of three bodies: our own JSON as in Standard Webhooks, that of Alertmanager's webhooks, or a CloudEvent in
 * structured mode. Each carries the notice's id in the header {@code webhook-id}, by which the receiver drops repeats, and is
 * signed if there is a secret.
 */
public final class WebhookFormat implements ReceiverFormat {
    /** Ours to choose: the receiver is the operator's own. */
    private static final int REQUESTS = 50;

    /** Only Alertmanager's body is made for several alerts. */
    private static final int ALERTS = 100;

    private static final String FIRING_END = "0001-01-01T00:00:00Z";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI address;
    private final WebhookBody kind;
    private final Optional<StandardWebhookSecret> secret;

    /** @throws IllegalArgumentException if the secret is not one of Standard Webhooks; the message does not show it */
    public WebhookFormat(URI address, WebhookBody kind, Optional<Password> secret) {
        this.address = address;
        this.kind = kind;
        this.secret = secret.map(it -> StandardWebhookSecret.of(it.value()));
    }

    @Override
    public ReceiverRequest call(Message message, Instant now) {
        String id = id(message);
        String body =
                switch (kind) {
                    case STANDARD -> standard(single(message)).toString();
                    case ALERTMANAGER -> alertmanager(message).toString();
                    case CLOUDEVENTS -> cloudEvent(single(message)).toString();
                };
        var headers = new HashMap<String, String>();
        headers.put(
                "Content-Type", kind == WebhookBody.CLOUDEVENTS ? "application/cloudevents+json" : "application/json");
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        secret.ifPresent(it -> headers.put("webhook-signature", it.signature(id, now.getEpochSecond(), body)));
        return new ReceiverRequest("POST", address, headers, body);
    }

    /** The notice's id, or the hash of those of a digest; a header takes printable characters only. */
    private static String id(Message message) {
        String ids =
                message.notices().stream().map(Notification::getNotificationId).collect(Collectors.joining(" "));
        return message.isDigest() ? "digest-" + ShortHash.of(ids, 16) : ids.replaceAll("[^!-~]", "_");
    }

    private static Notification single(Message message) {
        if (message.isDigest()) {
            throw new IllegalArgumentException("one request tells of one notice");
        }
        return message.first();
    }

    private static ObjectNode standard(Notification notice) {
        ObjectNode node = JSON.createObjectNode();
        node.put("type", type(notice));
        node.put("timestamp", notice.getAt().toString());
        node.set("data", NoticeJson.of(notice));
        return node;
    }

    /** Such as {@code alert.resolved} or {@code maintenance.started}: the parts of a type are separated by dots. */
    private static String type(Notification notice) {
        Alert alert = notice.getAlert();
        String kind = notice.getKind().name().toLowerCase(Locale.ROOT).replace('_', '.');
        return alert == null ? kind : kind + "." + alert.getStatus().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode cloudEvent(Notification notice) {
        Alert alert = notice.getAlert();
        ObjectNode node = JSON.createObjectNode();
        node.put("specversion", "1.0");
        node.put("id", notice.getNotificationId());
        node.put(
                "source",
                alert == null ? "/tunnelwatch" : "/tunnelwatch/" + alert.getAccount() + "/" + alert.getRegion());
        node.put("type", "io.tunnelwatch.notification.v1");
        node.put("subject", alert == null ? notice.getFingerprint() : alert.getEntity());
        node.put("time", notice.getAt().toString());
        node.put("datacontenttype", "application/json");
        node.set("data", NoticeJson.of(notice));
        return node;
    }

    /** Alertmanager's webhook, version 4. */
    private static ObjectNode alertmanager(Message message) {
        var alerts = message.notices().stream().map(AlertmanagerAlert::of).toList();
        Map<String, String> labels = alerts.get(0).labels();
        Map<String, String> annotations = alerts.get(0).annotations();
        for (AlertmanagerAlert it : alerts) {
            labels = common(labels, it.labels());
            annotations = common(annotations, it.annotations());
        }
        ObjectNode node = JSON.createObjectNode();
        node.put("receiver", "tunnelwatch");
        node.put("status", alerts.stream().anyMatch(it -> it.endsAt() == null) ? "firing" : "resolved");
        var array = node.putArray("alerts");
        for (int i = 0; i < alerts.size(); i++) {
            array.add(alert(alerts.get(i), message.notices().get(i).getFingerprint()));
        }
        labels.forEach(node.putObject("groupLabels")::put);
        labels.forEach(node.putObject("commonLabels")::put);
        annotations.forEach(node.putObject("commonAnnotations")::put);
        node.put("externalURL", "");
        node.put("version", "4");
        node.put("groupKey", groupKey(labels));
        node.put("truncatedAlerts", 0);
        return node;
    }

    private static ObjectNode alert(AlertmanagerAlert it, String fingerprint) {
        ObjectNode node = JSON.createObjectNode();
        node.put("status", it.endsAt() == null ? "firing" : "resolved");
        it.labels().forEach(node.putObject("labels")::put);
        it.annotations().forEach(node.putObject("annotations")::put);
        node.put("startsAt", it.startsAt().toString());
        node.put("endsAt", it.endsAt() == null ? FIRING_END : it.endsAt().toString());
        node.put("generatorURL", "");
        node.put("fingerprint", fingerprint);
        return node;
    }

    private static Map<String, String> common(Map<String, String> one, Map<String, String> other) {
        var common = new TreeMap<>(one);
        common.entrySet().retainAll(other.entrySet());
        return common;
    }

    private static String groupKey(Map<String, String> labels) {
        return "{}:{"
                + new TreeMap<>(labels)
                        .entrySet().stream()
                                .map(it -> it.getKey() + "=\"" + it.getValue() + "\"")
                                .collect(Collectors.joining(", "))
                + "}";
    }

    /** A refusal of the sender and not of the message, such as 403 while a token is replaced, may pass. */
    @Override
    public SendOutcome outcome(ReceiverAnswer answer) {
        return switch (answer.status()) {
            case 401, 403, 404, 407 -> SendOutcome.retry("HTTP " + answer.status());
            default -> SendOutcome.ofStatus(answer);
        };
    }

    @Override
    public RateLimit rateLimit() {
        return new RateLimit(REQUESTS, Duration.ofSeconds(1), kind == WebhookBody.ALERTMANAGER ? ALERTS : 1);
    }
}
