package io.tunnelwatch.sink.web;

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
 * Tracks client connections and what each is doing. A client that is too slow with its request or with reading its answer is
 * disconnected. When all places are taken, a new connection replaces one of the address that holds the most, so that a flood
 * harms only its own address.
 */
final class ClientConnections {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnections.class);

    /** Until the headers of the first request have arrived. */
    static final Duration TO_ASK = Duration.ofSeconds(10);

    /** Idle time between two requests: a browser and a scraper come back within it. */
    static final Duration TO_ASK_AGAIN = Duration.ofSeconds(75);

    /** For reading an answer, in addition to the time its length takes at the minimum speed. */
    static final Duration TO_READ = Duration.ofSeconds(10);

    /** Minimum speed of a reader: even a bad mobile network is faster. */
    static final long BYTES_A_SECOND = 16 << 10;

    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final int most;
    private final int mostOfOne;
    private final LongSupplier nanos;
    private final Map<SocketAddress, ClientConnection> connections = new HashMap<>();
    private long quietUntil;
    private long nextNumber;

    /**
     * Starts without connections.
     *
     * @param nanos a monotonic clock, such as {@link System#nanoTime}
     */
    ClientConnections(int most, int mostOfOne, LongSupplier nanos) {
        this.most = most;
        this.mostOfOne = mostOfOne;
        this.nanos = nanos;
        this.quietUntil = nanos.getAsLong();
    }

    static ClientConnections of(WebAccess access) {
        return new ClientConnections(access.places().inAll(), access.places().ofOneAddress(), System::nanoTime);
    }

    /** What a connection is doing, in the order in which connections give way. */
    private enum Activity {
        NOTHING,
        READING,
        LISTENING,
        WAITING_FOR_US
    }

    /** One connection. */
    final class ClientConnection {
        private final EndPoint end;
        private final String place;
        private final long number;
        private Activity activity = Activity.NOTHING;
        private Optional<Long> deadline;

        private ClientConnection(EndPoint end, long number) {
            this.end = end;
            this.place = placeOf(end.getRemoteSocketAddress());
            this.number = number;
            this.deadline = in(TO_ASK);
        }

        /** A request has arrived, and its answer is being computed. */
        void processing() {
            now(Activity.WAITING_FOR_US, Optional.empty());
        }

        /** The body of a request is awaited. */
        void receiving() {
            now(Activity.READING, in(TO_ASK));
        }

        void sending(long bytes) {
            now(Activity.READING, in(TO_READ.plusSeconds(bytes / BYTES_A_SECOND)));
        }

        /** The answer has been delivered. */
        void idle() {
            now(Activity.NOTHING, in(TO_ASK_AGAIN));
        }

        /** A stream is open, with nothing to write. */
        void listening() {
            now(Activity.LISTENING, Optional.empty());
        }

        /** Something is written to a stream. */
        void sendingEvent() {
            now(Activity.LISTENING, in(TO_READ.multipliedBy(2)));
        }

        String place() {
            return place;
        }

        private void now(Activity doing, Optional<Long> deadline) {
            synchronized (ClientConnections.this) {
                this.activity = doing;
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

    void opened(EndPoint end) {
        Optional<ClientConnection> inTheWay;
        synchronized (this) {
            var visit = new ClientConnection(end, nextNumber++);
            connections.put(end.getRemoteSocketAddress(), visit);
            inTheWay = toEvict(visit);
            inTheWay.ifPresent(it -> connections.remove(it.end.getRemoteSocketAddress(), it));
        }
        inTheWay.ifPresent(it -> it.end.close(new EofException("there are too many connections")));
    }

    synchronized void closed(EndPoint end) {
        connections.values().removeIf(it -> it.end == end);
    }

    /** The connection from that address. */
    synchronized Optional<ClientConnection> at(SocketAddress address) {
        return Optional.ofNullable(connections.get(address));
    }

    /** The connection that gives way to the newest, if there are too many. */
    private Optional<ClientConnection> toEvict(ClientConnection newest) {
        var ofOne = connections.values().stream()
                .filter(it -> it.place.equals(newest.place))
                .toList();
        if (ofOne.size() > mostOfOne) {
            warn(
                    "More than {} connections from {}: the oldest are closed. If all clients come through "
                            + "one proxy, raise http.connections.per.address. See docs/runbook.md#too_many_connections",
                    mostOfOne,
                    newest.place);
            return leastBusy(ofOne, newest);
        }
        if (connections.size() > most) {
            warn(
                    "More than {} connections: each new one replaces one of the address that has the most. "
                            + "To allow more, raise http.connections. See docs/runbook.md#too_many_connections",
                    most);
            var byPlace = connections.values().stream()
                    .filter(it -> it != newest)
                    .collect(Collectors.groupingBy(it -> it.place));
            return byPlace.values().stream()
                    .max(Comparator.comparingInt(List::size))
                    .flatMap(it -> leastBusy(it, newest));
        }
        return Optional.empty();
    }

    private static Optional<ClientConnection> leastBusy(List<ClientConnection> visits, ClientConnection newest) {
        return visits.stream()
                .filter(it -> it != newest)
                .min(Comparator.comparing((ClientConnection it) -> it.activity).thenComparingLong(it -> it.number));
    }

    private void warn(String sentence, Object... words) {
        long now = nanos.getAsLong();
        if (now - quietUntil >= 0) {
            quietUntil = now + BETWEEN_WARNINGS.toNanos();
            LOG.warn(sentence, words);
        }
    }

    /**
     * Admits one more listener if fewer than three quarters of all places, and of those of its address, listen: the others are
     * kept for plain requests.
     */
    synchronized boolean allowListener(ClientConnection visit) {
        var listening = connections.values().stream()
                .filter(it -> it.activity == Activity.LISTENING)
                .toList();
        long ofOne =
                listening.stream().filter(it -> it.place.equals(visit.place)).count();
        boolean may = listening.size() < most * 3 / 4 && ofOne < mostOfOne * 3 / 4;
        if (may) {
            visit.listening();
        }
        return may;
    }

    /** Disconnects the clients that are past their deadline. */
    void closeLate() {
        var late = new ArrayList<ClientConnection>();
        synchronized (this) {
            long now = nanos.getAsLong();
            connections.values().stream().filter(it -> it.isLate(now)).forEach(late::add);
        }
        late.forEach(it -> it.end.close(new TimeoutException("a reader too slow, or half a request")));
    }

    synchronized int count() {
        return connections.size();
    }

    /** The address of a client; for IPv6 its /64 network, since a client owns all addresses of it. */
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
