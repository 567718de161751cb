package io.tunnelwatch.sink.serve;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is connected, and what each does. Who takes too long over a request or over reading an answer is shown out, and who
 * comes when all places are taken gets the place of one from the address that holds the most: a flood costs its own address
 * and nobody else.
 */
final class Visitors {
    private static final Logger LOG = LoggerFactory.getLogger(Visitors.class);

    /** Until the head of the first request is there. */
    static final Duration TO_ASK = Duration.ofSeconds(10);

    /** Between two requests: a browser and a scraper come back within it. */
    static final Duration TO_ASK_AGAIN = Duration.ofSeconds(75);

    /** For an answer, besides what its length takes at the least speed. */
    static final Duration TO_READ = Duration.ofSeconds(10);

    /** The least speed: a bad mobile network is faster. */
    static final long BYTES_A_SECOND = 16 << 10;

    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final int most;
    private final int mostOfOne;
    private final LongSupplier nanos;
    private final Map<SocketAddress, Visit> visits = new HashMap<>();
    private long quietUntil;
    private long nextNumber;

    /**
     * Counts them.
     *
     * @param nanos a clock that never steps, as {@link System#nanoTime} is
     */
    Visitors(int most, int mostOfOne, LongSupplier nanos) {
        this.most = most;
        this.mostOfOne = mostOfOne;
        this.nanos = nanos;
        this.quietUntil = nanos.getAsLong();
    }

    static Visitors of(WebAccess access) {
        return new Visitors(access.places().inAll(), access.places().ofOneAddress(), System::nanoTime);
    }

    /** In the order in which they have to give way. */
    private enum Doing {
        NOTHING,
        READING,
        LISTENING,
        WAITING_FOR_US
    }

    /** One connection. */
    final class Visit {
        private final EndPoint end;
        private final String place;
        private final long number;
        private Doing doing = Doing.NOTHING;
        private Optional<Long> deadline;

        private Visit(EndPoint end, long number) {
            this.end = end;
            this.place = placeOf(end.getRemoteSocketAddress());
            this.number = number;
            this.deadline = in(TO_ASK);
        }

        /** An answer is being found. */
        void asks() {
            now(Doing.WAITING_FOR_US, Optional.empty());
        }

        void reads(long bytes) {
            now(Doing.READING, in(TO_READ.plusSeconds(bytes / BYTES_A_SECOND)));
        }

        /** The answer is with the reader. */
        void isDone() {
            now(Doing.NOTHING, in(TO_ASK_AGAIN));
        }

        /** A stream stands open, with nothing to write. */
        void listens() {
            now(Doing.LISTENING, Optional.empty());
        }

        /** Something is written to a stream. */
        void hears() {
            now(Doing.LISTENING, in(TO_READ.multipliedBy(2)));
        }

        String place() {
            return place;
        }

        private void now(Doing doing, Optional<Long> deadline) {
            synchronized (Visitors.this) {
                this.doing = doing;
                this.deadline = deadline;
            }
        }

        private boolean isLate(long now) {
            return deadline.filter(it -> it - now < 0).isPresent();
        }
    }

    private Optional<Long> in(Duration time) {
        return Optional.of(nanos.getAsLong() + time.toNanos());
    }

    void come(EndPoint end) {
        Optional<Visit> inTheWay;
        synchronized (this) {
            var visit = new Visit(end, nextNumber++);
            visits.put(end.getRemoteSocketAddress(), visit);
            inTheWay = inTheWay(visit);
            inTheWay.ifPresent(it -> visits.remove(it.end.getRemoteSocketAddress(), it));
        }
        inTheWay.ifPresent(it -> it.end.close(new EofException("there are too many connections")));
    }

    synchronized void go(EndPoint end) {
        visits.values().removeIf(it -> it.end == end);
    }

    /** Who stands there. */
    synchronized Optional<Visit> at(SocketAddress address) {
        return Optional.ofNullable(visits.get(address));
    }

    /** Whose connection makes place for the newest. */
    private Optional<Visit> inTheWay(Visit newest) {
        var ofOne = visits.values().stream()
                .filter(it -> it.place.equals(newest.place))
                .toList();
        if (ofOne.size() > mostOfOne) {
            warn(
                    "More than {} connections from {}: the oldest are closed. Where all come through one proxy, raise"
                            + " http.connections.per.address.",
                    mostOfOne,
                    newest.place);
            return leastBusy(ofOne, newest);
        }
        if (visits.size() > most) {
            warn(
                    "More than {} connections: the address that has the most of them loses one for each that comes. Raise"
                            + " http.connections for more.",
                    most);
            var byPlace =
                    visits.values().stream().filter(it -> it != newest).collect(Collectors.groupingBy(it -> it.place));
            return byPlace.values().stream()
                    .max(Comparator.comparingInt(List::size))
                    .flatMap(it -> leastBusy(it, newest));
        }
        return Optional.empty();
    }

    private static Optional<Visit> leastBusy(List<Visit> visits, Visit newest) {
        return visits.stream()
                .filter(it -> it != newest)
                .min(Comparator.comparing((Visit it) -> it.doing).thenComparingLong(it -> it.number));
    }

    private void warn(String sentence, Object... words) {
        long now = nanos.getAsLong();
        if (now - quietUntil >= 0) {
            quietUntil = now + BETWEEN_WARNINGS.toNanos();
            LOG.warn(sentence, words);
        }
    }

    /** Whether one more may listen: three quarters of the places, for the others belong to those who only ask. */
    synchronized boolean letListen(Visit visit) {
        var listening = visits.values().stream()
                .filter(it -> it.doing == Doing.LISTENING)
                .toList();
        long ofOne =
                listening.stream().filter(it -> it.place.equals(visit.place)).count();
        boolean may = listening.size() < most * 3 / 4 && ofOne < mostOfOne * 3 / 4;
        if (may) {
            visit.listens();
        }
        return may;
    }

    /** Shows out who is late. */
    void lookAround() {
        var late = new ArrayList<Visit>();
        synchronized (this) {
            long now = nanos.getAsLong();
            visits.values().stream().filter(it -> it.isLate(now)).forEach(late::add);
        }
        late.forEach(it -> it.end.close(new TimeoutException("a reader too slow, or half a request")));
    }

    synchronized int count() {
        return visits.size();
    }

    /** An address; of IPv6 the network, for who has one has all its addresses. */
    static String placeOf(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return address.toString();
        }
        if (inet.getAddress() instanceof Inet6Address six && !six.isLoopbackAddress()) {
            var groups = six.getHostAddress().split(":");
            return String.join(":", List.of(groups).subList(0, 4)) + "::/64";
        }
        return inet.getAddress().getHostAddress();
    }
}
