package io.tunnelwatch.simulator.story;

import io.tunnelwatch.simulator.wire.CloudError;
import java.util.Map;
import java.util.Optional;

/** How a fault changes an answer. Each kind changes one of these things and leaves the others alone. */
public interface Effect {
    /** The error that the cloud sends instead of the answer. */
    default Optional<CloudError> refusal() {
        return Optional.empty();
    }

    default long delayMillis() {
        return 0;
    }

    /** How a listing differs from the truth. */
    default Distortion distort(long pageNumber) {
        return Distortion.NONE;
    }

    default Transport transport() {
        return Transport.WHOLE;
    }

    /** How the body is transferred. */
    enum Transport {
        WHOLE,
        /** A well-formed answer with half of its body. */
        TRUNCATED,
        /** The connection breaks in the middle of the body. */
        CUT,
        /** A proxy on the way answers 502, in HTML. */
        BAD_GATEWAY
    }

    /**
     * @param shift how many items the page is off
     * @param totalOff how much is added to TotalCount
     */
    record Distortion(int shift, long totalOff, boolean empty) {
        public static final Distortion NONE = new Distortion(0, 0, false);

        public Distortion and(Distortion other) {
            return new Distortion(shift + other.shift, totalOff + other.totalOff, empty || other.empty);
        }
    }

    record Throttle(int status, String code, long retryAfterMillis) implements Effect {
        @Override
        public Optional<CloudError> refusal() {
            var headers = retryAfterMillis == 0
                    ? Map.<String, String>of()
                    : Map.of(
                            "x-acs-retry-after",
                            Long.toString(retryAfterMillis),
                            "x-ratelimit-user-api",
                            "Limit:600,Remain:0,TimeLeft:" + retryAfterMillis + ",Reset:60000");
            return Optional.of(CloudError.throttled(status, code, headers));
        }
    }

    record Deny(String code) implements Effect {
        @Override
        public Optional<CloudError> refusal() {
            return Optional.of(CloudError.forbidden(code));
        }
    }

    record RefuseCredentials() implements Effect {
        @Override
        public Optional<CloudError> refusal() {
            return Optional.of(CloudError.unknownKey());
        }
    }

    record Fail(int status) implements Effect {
        @Override
        public Optional<CloudError> refusal() {
            return Optional.of(CloudError.server(status));
        }
    }

    record Slow(@Override long delayMillis) implements Effect {}

    record Broken(@Override Transport transport) implements Effect {}

    /**
     * Between pages 1 and 2 an item disappears (shift 1: the next one is never listed) or appears (shift -1: one is listed
     * twice).
     */
    record Shift(int by, boolean keepTotal) implements Effect {
        @Override
        public Distortion distort(long pageNumber) {
            return pageNumber == 1 ? Distortion.NONE : new Distortion(by, keepTotal ? 0 : -by, false);
        }
    }

    record LyingTotal(long by) implements Effect {
        @Override
        public Distortion distort(long pageNumber) {
            return new Distortion(0, by, false);
        }
    }

    record Empty() implements Effect {
        @Override
        public Distortion distort(long pageNumber) {
            return new Distortion(0, 0, true);
        }
    }

    static Effect read(Node node) {
        String kind = node.text("fault");
        return switch (kind) {
            case "throttle" ->
                new Throttle(
                        (int) node.number("status", 400, 400, 599),
                        Node.or(node.text("code", null), "Throttling.User"),
                        node.millis("retry-after", 0));
            case "deny" -> new Deny(Node.or(node.text("code", null), "Forbidden.RAM"));
            case "refuse-credentials" -> new RefuseCredentials();
            case "fail" -> new Fail((int) node.number("status", 503, 500, 599));
            case "slow" -> new Slow(node.millis("delay"));
            case "truncate" -> new Broken(Transport.TRUNCATED);
            case "cut" -> new Broken(Transport.CUT);
            case "bad-gateway" -> new Broken(Transport.BAD_GATEWAY);
            case "page-shift" -> new Shift(1, node.flag("keep-total", false));
            case "page-repeat" -> new Shift(-1, node.flag("keep-total", false));
            case "lying-total" -> new LyingTotal(node.number("by", 1, -1_000_000, 1_000_000));
            case "empty-listing" -> new Empty();
            default ->
                throw node.must("fault")
                        .wrong("unknown fault '" + kind
                                + "'; write throttle, deny, refuse-credentials, fail, slow, truncate,"
                                + " cut, bad-gateway, page-shift, page-repeat, lying-total or empty-listing");
        };
    }
}
