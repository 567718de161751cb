package io.tunnelwatch.notify.receiver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;

/** Formats notices for Slack's incoming webhooks, in Block Kit. Slack answers with a word, and the HTTP status agrees with it. */
public final class SlackFormat implements ReceiverFormat {
    /** Each notice of a digest is one block. */
    private static final RateLimit LIMIT = new RateLimit(1, Duration.ofSeconds(1), 40);

    private static final int LONGEST_HEADER = 150;
    private static final int LONGEST_SECTION = 3_000;

    /** Slack takes 50 blocks; header and links need two. */
    private static final int MOST_LINES = 48;

    /** Slack names no limit of a whole message; a person reads less than this. */
    private static final int ROOM = 20_000;

    private final URI webhook;
    private final NoticeStyle style;

    /**
     * Speaks to one webhook.
     *
     * @param webhook its address, which is a secret as a whole
     */
    public SlackFormat(URI webhook, NoticeStyle style) {
        this.webhook = webhook;
        this.style = style;
    }

    @Override
    public ReceiverRequest call(Message message, Instant now) {
        var text = MessageText.of(message, style);
        var body = JsonBodies.object();
        // For the lock screen, and for programs that read aloud.
        body.put("text", ChatMarkup.slack(text.title()));
        var blocks = body.putArray("blocks");
        blocks.addObject()
                .put("type", "header")
                .set(
                        "text",
                        JsonBodies.object()
                                .put("type", "plain_text")
                                .put("text", text.title(LONGEST_HEADER))
                                .put("emoji", false));
        // A short line takes the place of a long one, so that there are never too many.
        text.linesWithin(LONGEST_SECTION, it -> mrkdwn(it).length())
                .fitting(ROOM, it -> Math.max(mrkdwn(it).length(), ROOM / MOST_LINES))
                .forEach(it -> section(blocks, mrkdwn(it)));
        if (!text.links().isEmpty()) {
            section(
                    blocks,
                    text.links().stream()
                            .map(it -> "<" + ChatMarkup.slack(it.address().toASCIIString()) + "|" + it.text() + ">")
                            .collect(Collectors.joining("  ")));
        }
        return JsonBodies.post(webhook, body);
    }

    private static void section(ArrayNode blocks, String mrkdwn) {
        ObjectNode text = JsonBodies.object().put("type", "mrkdwn").put("text", mrkdwn);
        // Without this, Slack makes links and mentions of names that look like some.
        text.put("verbatim", true);
        blocks.addObject().put("type", "section").set("text", text);
    }

    private static String mrkdwn(Line line) {
        String value = ChatMarkup.slack(line.value());
        return line.label().isEmpty() ? value : "*" + ChatMarkup.slack(line.label()) + ":* " + value;
    }

    @Override
    public SendOutcome outcome(ReceiverAnswer answer) {
        String word = answer.body().strip();
        boolean isWord = word.matches("[a-z_]{1,40}");
        String why = "HTTP " + answer.status() + (isWord ? ": " + word : "");
        if (answer.status() == 200) {
            return word.equals("ok") ? SendOutcome.DELIVERED : SendOutcome.retry(why + ", but not the word ok");
        }
        boolean isGone = answer.status() == 404
                || answer.status() == 410
                || word.equals("no_service")
                || word.equals("invalid_token");
        return isGone ? new SendOutcome.Gone(why) : worded(SendOutcome.ofStatus(answer), why);
    }

    private static SendOutcome worded(SendOutcome outcome, String why) {
        if (outcome instanceof SendOutcome.Retry retry) {
            return new SendOutcome.Retry(retry.after(), why);
        }
        return outcome instanceof SendOutcome.Delivered ? SendOutcome.retry(why) : new SendOutcome.Refused(why);
    }

    @Override
    public RateLimit rateLimit() {
        return LIMIT;
    }
}
