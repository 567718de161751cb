package io.tunnelwatch.notify.receiver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.runtime.PrintableText;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.Notification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Formats notices for PagerDuty's Events API v2. The incident's {@code dedup_key} is the fingerprint of the alert, or of the group's
 * alert that covers it. A notice that must wake nobody is a change event. Events go to one routing key only: the steps of one
 * alert must all be written by the same instance.
 *
 * <p>PagerDuty joins the events of one incident itself, so that there are no digests. It has no event that takes an acknowledgement
 * back: when one ends, a trigger opens the incident again if somebody has resolved it there, and is added to its log if not.
 */
public final class PagerDutyFormat implements ReceiverFormat {
    public static final URI EVENTS = URI.create("https://events.pagerduty.com/v2/enqueue");

    /** An integration takes about two events a second. */
    private static final RateLimit LIMIT = new RateLimit(120, Duration.ofMinutes(1), 1);

    private static final int LONGEST_SUMMARY = 1_024;
    private static final int LONGEST_KEY = 255;

    /** PagerDuty takes 512 KB; our texts are bounded far below. */
    private static final int DETAILS = 50_000;

    /** PagerDuty asks for a pause of minutes after a 429. */
    private static final Duration THROTTLED = Duration.ofMinutes(2);

    private final URI events;
    private final String routingKey;
    private final NoticeStyle style;

    /**
     * Speaks to one service.
     *
     * @param routingKey its integration key
     */
    public PagerDutyFormat(URI events, String routingKey, NoticeStyle style) {
        this.events = events;
        this.routingKey = routingKey;
        this.style = style;
    }

    private enum Action {
        TRIGGER,
        ACKNOWLEDGE,
        RESOLVE,
        CHANGE
    }

    @Override
    public ReceiverRequest call(Message message, Instant now) {
        if (message.isDigest()) {
            throw new IllegalArgumentException("PagerDuty takes one notice a request");
        }
        Notification notice = message.first();
        var text = MessageText.of(message, style);
        return switch (action(notice)) {
            case TRIGGER -> JsonBodies.post(events, event("trigger", notice, text));
            case ACKNOWLEDGE -> JsonBodies.post(events, event("acknowledge", notice, text));
            case RESOLVE -> JsonBodies.post(events, event("resolve", notice, text));
            case CHANGE -> JsonBodies.post(events.resolve("change/enqueue"), change(notice, text));
        };
    }

    private static Action action(Notification notice) {
        Alert alert = notice.getAlert();
        return switch (notice.getKind()) {
            case ALERT, REMINDER, ACKNOWLEDGEMENT_ENDING, ACKNOWLEDGEMENT_ENDED ->
                alert == null ? Action.CHANGE : alert.getActive() ? Action.TRIGGER : ofMember(alert, Action.RESOLVE);
            case ACKNOWLEDGED -> alert == null ? Action.CHANGE : ofMember(alert, Action.ACKNOWLEDGE);
            case DELIVERY_FAILING -> Action.TRIGGER;
            case DELIVERY_RESTORED -> Action.RESOLVE;
            case MAINTENANCE_STARTED, MAINTENANCE_ENDED, CONFIGURATION_CHANGED, TEST, UNKNOWN -> Action.CHANGE;
        };
    }

    /** One member of a group ends or acknowledges nothing for the whole group. */
    private static Action ofMember(Alert alert, Action otherwise) {
        return alert.getInhibitedBy() == null ? otherwise : Action.CHANGE;
    }

    private ObjectNode event(String action, Notification notice, MessageText text) {
        var event = JsonBodies.object()
                .put("routing_key", routingKey)
                .put("event_action", action)
                .put("dedup_key", dedupKey(notice))
                .put("client", "Tunnelwatch");
        style.page().ifPresent(it -> event.put("client_url", it.toASCIIString()));
        var payload = event.putObject("payload");
        payload.put("summary", summary(text));
        payload.put("source", source(notice.getAlert()));
        payload.put("severity", severity(text.rank(), notice.getAlert()));
        describe(notice, payload);
        details(text, payload);
        links(text, event);
        return event;
    }

    private ObjectNode change(Notification notice, MessageText text) {
        var event = JsonBodies.object().put("routing_key", routingKey);
        var payload = event.putObject("payload");
        payload.put("summary", summary(text));
        payload.put("source", source(notice.getAlert()));
        payload.put("timestamp", notice.getAt().toString());
        details(text, payload);
        links(text, event);
        return event;
    }

    private static String dedupKey(Notification notice) {
        Alert alert = notice.getAlert();
        String group = alert == null ? null : alert.getInhibitedBy();
        return Line.first(PrintableText.value(group == null ? notice.getFingerprint() : group), LONGEST_KEY);
    }

    private static String summary(MessageText text) {
        String what = text.lines().isEmpty() ? "" : text.lines().get(0).value();
        var line = new Line("", what.isEmpty() ? text.title() : text.title() + ". " + what);
        return line.cut(LONGEST_SUMMARY - 1).value();
    }

    private static String source(@Nullable Alert alert) {
        return alert == null ? "Tunnelwatch" : PrintableText.value(alert.getAccount() + "/" + alert.getRegion());
    }

    private static void describe(Notification notice, ObjectNode payload) {
        payload.put("timestamp", notice.getAt().toString());
        Alert alert = notice.getAlert();
        if (alert == null) {
            return;
        }
        payload.put("class", alert.getRule().name());
        payload.put("component", PrintableText.value(alert.getEntity()));
        ConnectionContext context = alert.getContext();
        if (context != null && !context.getVpnGatewayId().isEmpty()) {
            payload.put("group", PrintableText.value(context.getVpnGatewayId()));
        }
    }

    private static void details(MessageText text, ObjectNode payload) {
        var details = payload.putObject("custom_details");
        text.fitting(DETAILS, it -> JsonBodies.bytes(it.plain()))
                .forEach(it -> details.put(it.label().isEmpty() ? "More" : it.label(), it.value()));
    }

    private static void links(MessageText text, ObjectNode event) {
        var links = event.putArray("links");
        text.links().forEach(it -> links.addObject()
                .put("href", it.address().toASCIIString())
                .put("text", it.text()));
    }

    private static String severity(Rank rank, @Nullable Alert alert) {
        if (alert == null) {
            return rank == Rank.CRITICAL ? "critical" : "info";
        }
        return switch (alert.getSeverity()) {
            case CRITICAL -> "critical";
            case WARNING -> "warning";
            case INFO -> "info";
            case UNKNOWN -> "error";
        };
    }

    @Override
    public SendOutcome outcome(ReceiverAnswer answer) {
        String why = "HTTP " + answer.status();
        return switch (answer.status()) {
            case 400 -> new SendOutcome.Refused(why + ": the event or its routing key is not valid");
            case 429 -> {
                Duration asked = answer.retryAfter().orElse(Duration.ZERO);
                Duration after = asked.compareTo(THROTTLED) > 0 ? asked : THROTTLED;
                yield new SendOutcome.Retry(Optional.of(after), why + ": too many events");
            }
            default -> SendOutcome.ofStatus(answer);
        };
    }

    @Override
    public RateLimit rateLimit() {
        return LIMIT;
    }
}
