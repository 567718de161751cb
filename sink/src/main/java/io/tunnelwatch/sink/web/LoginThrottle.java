package io.tunnelwatch.sink.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Wrong passwords by client address: after some of them, the address has to wait before the next attempt, longer each time. */
final class LoginThrottle {
    private static final int FREE = 5;
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    /** Beyond this number the addresses that were quiet for longest are forgotten. */
    private static final int MOST = 10_000;

    private final LongSupplier nanos;
    private final LinkedHashMap<String, FailedLogins> failed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FailedLogins> eldest) {
            return size() > MOST;
        }
    };

    private record FailedLogins(int times, long last) {
        Duration pause() {
            int over = times - FREE;
            if (over < 0) {
                return Duration.ZERO;
            }
            return over >= 6 ? LONGEST : FIRST.multipliedBy(1L << over);
        }
    }

    LoginThrottle(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Remaining wait of an address. */
    synchronized Duration pause(String place) {
        FailedLogins before = failed.get(place);
        if (before == null) {
            return Duration.ZERO;
        }
        Duration left = before.pause().minus(since(before));
        return left.isNegative() ? Duration.ZERO : left;
    }

    synchronized void failed(String place) {
        FailedLogins before = failed.remove(place);
        boolean isLongAgo = before == null || since(before).compareTo(FORGOTTEN) > 0;
        failed.put(place, new FailedLogins(isLongAgo ? 1 : before.times() + 1, nanos.getAsLong()));
    }

    synchronized void succeeded(String place) {
        failed.remove(place);
    }

    private Duration since(FailedLogins it) {
        return Duration.ofNanos(nanos.getAsLong() - it.last());
    }
}
