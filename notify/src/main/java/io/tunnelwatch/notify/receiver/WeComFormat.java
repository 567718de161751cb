package io.tunnelwatch.notify.receiver;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Formats notices for WeCom's group robots: a short message in markdown. The {@code errcode} in the answer decides. */
public final class WeComFormat implements ReceiverFormat {
    /** Fifteen notices find room in a message. */
    private static final RateLimit LIMIT = new RateLimit(20, Duration.ofMinutes(1), 15);

    /** WeCom refuses content of more bytes in UTF-8. */
    private static final int MOST_BYTES = 4_096;

    private final URI robot;
    private final NoticeStyle style;

    /**
     * Speaks to one robot.
     *
     * @param robot its address with its key
     */
    public WeComFormat(URI robot, NoticeStyle style) {
        this.robot = robot;
        this.style = style;
    }

    @Override
    public ReceiverRequest call(Message message, Instant now) {
        String content = ChatMarkdown.of(
                MessageText.of(message, style), MOST_BYTES, it -> it.getBytes(StandardCharsets.UTF_8).length);
        var body = JsonBodies.object().put("msgtype", "markdown");
        body.putObject("markdown").put("content", content);
        return JsonBodies.post(robot, body);
    }

    @Override
    public SendOutcome outcome(ReceiverAnswer answer) {
        return VendorCode.decide(answer, "errcode", code -> {
            String why = "errcode " + code;
            return switch (code) {
                case 0 -> SendOutcome.DELIVERED;
                case 45009, 45033 -> VendorCode.retry(Duration.ofMinutes(1), why + ": too many messages");
                case -1 -> SendOutcome.retry(why + ": WeCom is busy");
                case 93000 -> new SendOutcome.Gone(why + ": no such robot, or it was removed from its group");
                default -> new SendOutcome.Refused(why);
            };
        });
    }

    @Override
    public RateLimit rateLimit() {
        return LIMIT;
    }
}
