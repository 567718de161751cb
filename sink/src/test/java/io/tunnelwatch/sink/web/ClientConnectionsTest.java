package io.tunnelwatch.sink.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.sink.web.ClientConnections.ClientConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientConnectionsTest {
    private static final int MOST = 8;
    private static final int MOST_OF_ONE = 4;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // a clock that overflows meanwhile
    private final ClientConnections visitors = new ClientConnections(MOST, MOST_OF_ONE, nanos::get);
    private int port;

    /** A client connection, reduced to its address and whether it is open. */
    private final class Line extends ByteArrayEndPoint {
        private final InetSocketAddress from;

        Line(String address) {
            from = new InetSocketAddress(address, ++port);
            visitors.opened(this);
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return from;
        }

        ClientConnection visit() {
            return visitors.at(from).orElseThrow();
        }

        @Override
        public void onClose(Throwable cause) {
            super.onClose(cause);
            visitors.closed(this);
        }
    }

    @Test
    @Tag("S-33")
    void shouldCloseTheOldestOfAnAddressThatHasTooMany() {
        // Given
        var flood = lines("10.0.0.1", MOST_OF_ONE);
        var other = new Line("10.0.0.2");

        // When
        var newest = new Line("10.0.0.1");

        // Then
        assertThat(flood.get(0).isOpen()).isFalse();
        assertThat(flood.subList(1, MOST_OF_ONE)).allMatch(ByteArrayEndPoint::isOpen);
        assertThat(newest.isOpen()).isTrue();
        assertThat(other.isOpen()).isTrue();
        assertThat(visitors.count()).isEqualTo(MOST_OF_ONE + 1);
    }

    @Test
    void shouldCloseWhoDoesNothingBeforeWhoReadsAndWhoReadsBeforeWhoListens() {
        // Given
        var lines = lines("10.0.0.1", MOST_OF_ONE);
        lines.get(0).visit().processing();
        assertThat(visitors.allowListener(lines.get(1).visit())).isTrue();
        lines.get(2).visit().sending(1);

        // When, Then
        var order = List.of(3, 2, 1, 0);
        for (int i = 0; i < order.size(); i++) {
            new Line("10.0.0.1").visit().processing();
            assertThat(lines.get(order.get(i)).isOpen()).isFalse();
            assertThat(lines.stream().filter(ByteArrayEndPoint::isOpen)).hasSize(MOST_OF_ONE - 1 - i);
        }
    }

    @Test
    void shouldTakeThePlaceFromTheAddressThatHasMost() {
        // Given
        var alone = new Line("10.0.0.1");
        var few = lines("10.0.0.2", 3);
        var many = lines("10.0.0.3", 4);

        // When
        var newcomer = new Line("10.0.0.4");

        // Then
        assertThat(newcomer.isOpen()).isTrue();
        assertThat(alone.isOpen()).isTrue();
        assertThat(few).allMatch(ByteArrayEndPoint::isOpen);
        assertThat(many.get(0).isOpen()).isFalse();
        assertThat(visitors.count()).isEqualTo(MOST);
    }

    @Test
    void shouldNeverBeMoreThanThereMayBe() {
        for (int i = 0; i < 100; i++) {
            new Line("10.0.1." + i);

            assertThat(visitors.count()).isLessThanOrEqualTo(MOST);
        }
    }

    @Test
    void shouldCountTheAddressesOfOneNetworkOfIpv6AsOne() {
        lines("2001:db8:1:2::1", 2);
        lines("2001:db8:1:2:ffff::2", 2);
        var other = new Line("2001:db8:1:3::1");

        new Line("2001:db8:1:2::3");

        assertThat(visitors.count()).isEqualTo(MOST_OF_ONE + 1);
        assertThat(other.isOpen()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, 10.0.0.1", "::1, 0:0:0:0:0:0:0:1", "2001:db8:1:2:3::4, 2001:db8:1:2::/64"})
    void shouldNameAPlace(String address, String place) {
        assertThat(ClientConnections.placeOf(new InetSocketAddress(address, 1))).isEqualTo(place);
    }

    @Test
    void shouldShowOutWhoDoesNotAskInTime() {
        var half = new Line("10.0.0.1");
        var idle = new Line("10.0.0.1");
        idle.visit().processing();
        idle.visit().idle();

        pass(ClientConnections.TO_ASK);
        assertThat(half.isOpen()).isTrue();

        pass(Duration.ofNanos(1));
        assertThat(half.isOpen()).isFalse();
        assertThat(idle.isOpen()).isTrue();

        pass(ClientConnections.TO_ASK_AGAIN.minus(ClientConnections.TO_ASK));
        assertThat(idle.isOpen()).isFalse();
    }

    @Test
    void shouldGiveAReaderTimeByTheLengthOfWhatItReads() {
        var quick = new Line("10.0.0.1");
        var slow = new Line("10.0.0.1");
        quick.visit().sending(0);
        slow.visit().sending(60 * ClientConnections.BYTES_A_SECOND);

        pass(ClientConnections.TO_READ.plusNanos(1));
        assertThat(quick.isOpen()).isFalse();
        assertThat(slow.isOpen()).isTrue();

        pass(Duration.ofSeconds(60));
        assertThat(slow.isOpen()).isFalse();
    }

    @Test
    void shouldLetListenersStandForEverButNotWhileTheyDoNotRead() {
        var listener = new Line("10.0.0.1");
        assertThat(visitors.allowListener(listener.visit())).isTrue();

        pass(Duration.ofDays(1));
        assertThat(listener.isOpen()).isTrue();

        listener.visit().sendingEvent();
        pass(Duration.ofMinutes(1));
        assertThat(listener.isOpen()).isFalse();
    }

    @Test
    void shouldLetThreeQuartersListen() {
        assertThat(lines("10.0.0.1", MOST_OF_ONE).stream().filter(it -> visitors.allowListener(it.visit())))
                .hasSize(3);
        assertThat(lines("10.0.0.2", MOST_OF_ONE).stream().filter(it -> visitors.allowListener(it.visit())))
                .hasSize(3);
        var another = new Line("10.0.0.3");
        assertThat(visitors.allowListener(another.visit())).isFalse();
    }

    private List<Line> lines(String address, int count) {
        var lines = new ArrayList<Line>();
        for (int i = 0; i < count; i++) {
            lines.add(new Line(address));
        }
        return lines;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        visitors.closeLate();
    }
}
