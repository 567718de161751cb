package io.tunnelwatch.notify.receiver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Formats notices for a Teams workflow that begins when a webhook request is received: an Adaptive Card as the attachment of a
 * message. Its texts are runs of a rich text, which have no markup.
 *
 * <p>The workflow answers 202 before it posts. Delivered means here that the workflow has the message; whether the post succeeds
 * is seen in the history of its runs only.
 */
public final class TeamsFormat implements ReceiverFormat {
    /** Teams posts four messages a second for a whole tenant at most, and other people have workflows, too. */
    private static final RateLimit LIMIT = new RateLimit(1, Duration.ofSeconds(1), 40);

    /** Teams drops a card of more than 28 KB after the 202; the workflow adds some of its own. */
    private static final int MOST_BYTES = 20_000;

    private final URI workflow;
    private final NoticeStyle style;

    /**
     * Speaks to one workflow.
     *
     * @param workflow its address with its signature
     */
    public TeamsFormat(URI workflow, NoticeStyle style) {
        this.workflow = workflow;
        this.style = style;
    }

    @Override
    public ReceiverRequest call(Message message, Instant now) {
        var text = MessageText.of(message, style);
        int room = MOST_BYTES - JsonBodies.bytes(body(text, List.of()));
        // A comma stands before each element.
        return JsonBodies.post(workflow, body(text, text.fitting(room, it -> 1 + JsonBodies.bytes(paragraph(it)))));
    }

    private static ObjectNode body(MessageText text, List<Line> lines) {
        var card = JsonBodies.object()
                .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                .put("type", "AdaptiveCard")
                .put("version", "1.4")
                .put("fallbackText", text.title());
        card.putObject("msteams").put("width", "Full");
        var elements = card.putArray("body");
        elements.add(richText(List.of(
                run(text.title()).put("weight", "Bolder").put("size", "Large").put("color", colour(text.rank())))));
        lines.forEach(it -> elements.add(paragraph(it)));
        if (!text.links().isEmpty()) {
            var actions = card.putArray("actions");
            text.links().forEach(it -> actions.addObject()
                    .put("type", "Action.OpenUrl")
                    .put("title", it.text())
                    .put("url", it.address().toASCIIString()));
        }
        var message = JsonBodies.object().put("type", "message");
        message.putArray("attachments")
                .addObject()
                .put("contentType", "application/vnd.microsoft.card.adaptive")
                .set("content", card);
        return message;
    }

    private static ObjectNode paragraph(Line line) {
        var value = run(line.value());
        return richText(
                line.label().isEmpty()
                        ? List.of(value)
                        : List.of(run(line.label() + ": ").put("weight", "Bolder"), value));
    }

    private static ObjectNode richText(List<ObjectNode> runs) {
        var text = JsonBodies.object().put("type", "RichTextBlock");
        text.putArray("inlines").addAll(runs);
        return text;
    }

    private static ObjectNode run(String text) {
        // Two braces begin a function, such as {{DATE(…)}}.
        return JsonBodies.object().put("type", "TextRun").put("text", text.replace("{{", "{ {"));
    }

    private static String colour(Rank rank) {
        return switch (rank) {
            case CRITICAL -> "Attention";
            case WARNING -> "Warning";
            case INFO -> "Accent";
            case OVER -> "Good";
        };
    }

    @Override
    public SendOutcome outcome(ReceiverAnswer answer) {
        String why = "HTTP " + answer.status();
        if (answer.status() == 404 || answer.body().contains("WorkflowTriggerIsNotEnabled")) {
            return new SendOutcome.Gone(why + ": no such workflow, or it is switched off");
        }
        return switch (answer.status()) {
            case 401, 403 -> new SendOutcome.Refused(why + ": the address is not signed, or not for this sender");
            case 413 -> new SendOutcome.Refused(why + ": the message is too long");
            default -> SendOutcome.ofStatus(answer);
        };
    }

    @Override
    public RateLimit rateLimit() {
        return LIMIT;
    }
}
