package io.tunnelwatch.notify.receiver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Formats notices for Feishu's and Lark's custom bots: an interactive card, signed in its body. Its texts are of the kind that has
 * no markup, so that nothing needs to be escaped. The {@code code} in the answer decides. Every card contains the word
 * Tunnelwatch, for bots with the security setting "keyword".
 */
public final class FeishuFormat implements ReceiverFormat {
    /** A bot takes 100 messages a minute and 5 a second: this pace keeps both. */
    private static final RateLimit LIMIT = new RateLimit(5, Duration.ofSeconds(3), 50);

    /** Feishu refuses a body of more than 20 KB, and does not say which KB. */
    private static final int MOST_BYTES = 20_000;

    private final URI bot;
    private final Optional<String> secret;
    private final NoticeStyle style;

    /**
     * Speaks to one bot.
     *
     * @param bot its address with its token
     * @param secret key of its signature, if its security setting asks for one
     */
    public FeishuFormat(URI bot, Optional<String> secret, NoticeStyle style) {
        this.bot = bot;
        this.secret = secret;
        this.style = style;
    }

    @Override
    public ReceiverRequest call(Message message, Instant now) {
        var text = MessageText.of(message, style);
        int room = MOST_BYTES - JsonBodies.bytes(body(text, "", now));
        List<Line> lines = text.fitting(room, it -> JsonBodies.bytes(it.plain() + "\n"));
        return JsonBodies.post(bot, body(text, lines.stream().map(Line::plain).collect(Collectors.joining("\n")), now));
    }

    private ObjectNode body(MessageText text, String content, Instant now) {
        var body = JsonBodies.object();
        secret.ifPresent(it -> {
            // The key is the time and the secret, and the message is empty. The other way round is error 19021.
            long seconds = now.getEpochSecond();
            body.put("timestamp", Long.toString(seconds));
            body.put("sign", Signatures.hmac(seconds + "\n" + it, ""));
        });
        body.put("msg_type", "interactive");
        var card = body.putObject("card");
        card.putObject("config").put("wide_screen_mode", true);
        var header = card.putObject("header").put("template", colour(text.rank()));
        header.set("title", plain(text.title()));
        var elements = card.putArray("elements");
        elements.addObject().put("tag", "div").set("text", plain(content));
        if (!text.links().isEmpty()) {
            buttons(text, elements.addObject().put("tag", "action").putArray("actions"));
        }
        elements.addObject().put("tag", "note").putArray("elements").add(plain("Tunnelwatch"));
        return body;
    }

    private static void buttons(MessageText text, ArrayNode actions) {
        text.links().forEach(it -> {
            var button = actions.addObject().put("tag", "button").put("type", "default");
            button.put("url", it.address().toASCIIString()).set("text", plain(it.text()));
        });
    }

    private static ObjectNode plain(String text) {
        return JsonBodies.object().put("tag", "plain_text").put("content", text);
    }

    private static String colour(Rank rank) {
        return switch (rank) {
            case CRITICAL -> "red";
            case WARNING -> "orange";
            case INFO -> "blue";
            case OVER -> "green";
        };
    }

    @Override
    public SendOutcome outcome(ReceiverAnswer answer) {
        return VendorCode.decide(answer, "code", code -> {
            String why = "code " + code;
            return switch (code) {
                case 0 -> SendOutcome.DELIVERED;
                case 11232, 99991400 -> VendorCode.retry(Duration.ofMinutes(1), why + ": too many messages");
                // One code for two answers: "too many request" and "Bad Request".
                case 9499 ->
                    answer.body().toLowerCase(Locale.ROOT).contains("too many")
                            ? VendorCode.retry(Duration.ofMinutes(1), why + ": too many messages")
                            : new SendOutcome.Refused(why + ": not understood");
                case 19001 -> new SendOutcome.Gone(why + ": no such bot");
                case 19021 -> new SendOutcome.Refused(why + ": wrong signature, or the clock differs by an hour");
                case 19022 -> new SendOutcome.Refused(why + ": this address is not on the bot's list");
                case 19024 -> new SendOutcome.Refused(why + ": the bot's keyword is not in the message");
                default -> new SendOutcome.Refused(why);
            };
        });
    }

    @Override
    public RateLimit rateLimit() {
        return LIMIT;
    }
}
