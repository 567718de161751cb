package io.tunnelwatch.app.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Proxy for all traffic between one program and the brokers, which can cut it, hold it up and slow it down. The brokers have a
 * listener for each wire and advertise its near end, so that the program finds no other way.
 */
public final class Wire implements AutoCloseable {
    private static final int PIECE = 64 << 10;

    /** Delay of a piece, plus or minus half of it. */
    private static final int LATE_MILLIS = 200;

    private final List<ServerSocket> ends = new ArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Random random;
    private State state = State.WHOLE;

    /** @param seed for the delay of each piece on a slow wire */
    Wire(List<InetSocketAddress> brokers, long seed) throws IOException {
        this.random = new Random(seed);
        for (InetSocketAddress broker : brokers) {
            var end = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            ends.add(end);
            start("wire-" + end.getLocalPort(), () -> accept(end, broker));
        }
    }

    private enum State {
        WHOLE,
        /** Every connection is reset. */
        CUT,
        /** Nothing gets through, without any error. */
        SILENT,
        /** Each piece is delayed. */
        SLOW
    }

    /** The ports of this wire's near end, in the order of the brokers. */
    List<Integer> ports() {
        return ends.stream().map(ServerSocket::getLocalPort).toList();
    }

    public String bootstrapServers() {
        return ports().stream().map(it -> "127.0.0.1:" + it).collect(Collectors.joining(","));
    }

    /** Cuts all connections, as a reconfigured firewall does. */
    public void cut() {
        become(State.CUT);
        sockets.forEach(Wire::reset);
    }

    /** Falls silent, like an unplugged cable: connections stay, but nothing arrives until it is plugged in again. */
    public void fallSilent() {
        become(State.SILENT);
    }

    /** Slows down, like a long and narrow connection. */
    public void slowDown() {
        become(State.SLOW);
    }

    public void mend() {
        become(State.WHOLE);
    }

    private synchronized void become(State next) {
        state = next;
        notifyAll();
    }

    private void accept(ServerSocket end, InetSocketAddress broker) {
        while (!end.isClosed()) {
            try {
                lead(end.accept(), broker);
            } catch (IOException e) {
                end.isClosed(); // nobody connects any more
            }
        }
    }

    private void lead(Socket near, InetSocketAddress broker) {
        try {
            if (isCut()) {
                reset(near);
                return;
            }
            var far = new Socket(broker.getAddress(), broker.getPort());
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            sockets.addAll(List.of(near, far));
            pump(near, far);
            pump(far, near);
        } catch (IOException e) {
            reset(near); // the broker is away
        }
    }

    private void pump(Socket from, Socket to) {
        start("wire-" + from.getPort(), () -> {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] piece = new byte[PIECE];
                for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                    travel();
                    out.write(piece, 0, read);
                }
            } catch (IOException e) {
                reset(from);
                reset(to);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                sockets.removeAll(List.of(from, to));
            }
        });
    }

    /** Returns when the piece has come to the other end. */
    private void travel() throws InterruptedException {
        int late;
        synchronized (this) {
            while (state == State.SILENT) {
                wait();
            }
            late = state == State.SLOW ? LATE_MILLIS / 2 + random.nextInt(LATE_MILLIS) : 0;
        }
        TimeUnit.MILLISECONDS.sleep(late); // the fault itself
    }

    private synchronized boolean isCut() {
        return state == State.CUT;
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            socket.isClosed(); // closed is all that it has to be
        }
    }

    private static void start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            for (ServerSocket end : ends) {
                end.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(Wire::reset);
        become(State.CUT);
    }
}
