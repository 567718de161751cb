package io.tunnelwatch.notify.receiver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Formats notices for DingTalk's group robots: a message in markdown, signed in its address. The {@code errcode} in the answer
 * decides. Every message contains the word Tunnelwatch, for robots with the security setting "keyword".
 */
public final class DingTalkFormat implements ReceiverFormat {
    /** A robot that is sent more is blocked for ten minutes. */
    private static final RateLimit LIMIT = new RateLimit(20, Duration.ofMinutes(1), 50);

    private static final Duration BLOCKED = Duration.ofMinutes(10);

    /** DingTalk refuses a body of more bytes. */
    private static final int MOST_BYTES = 20_000;

    private final URI robot;
    private final Optional<String> secret;
    private final Mentions mentions;
    private final NoticeStyle style;

    /**
     * People who are called by a message about something critical.
     *
     * @param mobiles their numbers
     */
    public record Mentions(List<String> mobiles, boolean everybody) {
        public static final Mentions NOBODY = new Mentions(List.of(), false);

        public Mentions {
            mobiles = List.copyOf(mobiles);
        }
    }

    /**
     * Speaks to one robot.
     *
     * @param robot its address with its access token
     * @param secret key of its signature, if its security setting asks for one
     */
    public DingTalkFormat(URI robot, Optional<String> secret, Mentions mentions, NoticeStyle style) {
        this.robot = robot;
        this.secret = secret;
        this.mentions = mentions;
        this.style = style;
    }

    @Override
    public ReceiverRequest call(Message message, Instant now) {
        var text = MessageText.of(message, style);
        ObjectNode body = body(text, "");
        String markdown = ChatMarkdown.of(text, MOST_BYTES - JsonBodies.bytes(body), JsonBodies::bytes);
        return JsonBodies.post(address(now), body(text, markdown));
    }

    private ObjectNode body(MessageText text, String markdown) {
        boolean calls = text.rank() == Rank.CRITICAL;
        var body = JsonBodies.object().put("msgtype", "markdown");
        // A number is highlighted only where the text repeats it.
        String called = calls && !mentions.mobiles().isEmpty() ? "\n\n@" + String.join(" @", mentions.mobiles()) : "";
        body.putObject("markdown").put("title", text.title()).put("text", markdown + called);
        if (calls && !mentions.equals(Mentions.NOBODY)) {
            var at = body.putObject("at");
            mentions.mobiles().forEach(at.putArray("atMobiles")::add);
            at.put("isAtAll", mentions.everybody());
        }
        return body;
    }

    private URI address(Instant now) {
        if (secret.isEmpty()) {
            return robot;
        }
        long millis = now.toEpochMilli();
        String signature = Signatures.hmac(secret.get(), millis + "\n" + secret.get());
        return URI.create(robot + (robot.getRawQuery() == null ? "?" : "&") + "timestamp=" + millis + "&sign="
                + URLEncoder.encode(signature, StandardCharsets.UTF_8));
    }

    @Override
    public SendOutcome outcome(ReceiverAnswer answer) {
        return VendorCode.decide(answer, "errcode", code -> {
            String why = "errcode " + code;
            return switch (code) {
                case 0 -> SendOutcome.DELIVERED;
                case 130101, 410100 -> VendorCode.retry(BLOCKED, why + ": too many messages");
                case -1 -> SendOutcome.retry(why + ": DingTalk is busy");
                case 300001, 400101, 400102, 400106 ->
                    new SendOutcome.Gone(why + ": no such robot, or it is switched off");
                case 310000 ->
                    new SendOutcome.Refused(
                            why + ": against the robot's security settings (keyword, signature, address or clock)");
                case 101002, 460101 -> new SendOutcome.Refused(why + ": the message is too long");
                default -> new SendOutcome.Refused(why);
            };
        });
    }

    @Override
    public RateLimit rateLimit() {
        return LIMIT;
    }
}
