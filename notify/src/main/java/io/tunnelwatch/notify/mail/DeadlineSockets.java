package io.tunnelwatch.notify.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;

/**
 * The sockets of one call, which are closed when its deadline is over: a server that answers a byte now and then would else keep
 * the call for ever, since the mail library's own timeouts begin anew with each byte.
 */
final class DeadlineSockets extends SocketFactory implements AutoCloseable {
    private final List<Socket> open = new ArrayList<>();
    private final ScheduledFuture<?> deadline;
    private boolean over;

    DeadlineSockets(ScheduledExecutorService timer, long millis) {
        deadline = timer.schedule(this::end, millis, TimeUnit.MILLISECONDS);
    }

    /** Returns whether the deadline has ended the call. */
    synchronized boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        deadline.cancel(false);
    }

    private synchronized void end() {
        over = true;
        open.forEach(DeadlineSockets::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is given up anyway.
        }
    }

    @Override
    public synchronized Socket createSocket() throws SocketException {
        if (over) {
            throw new SocketException("the deadline is over");
        }
        var socket = new CheckedSocket();
        open.add(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    private Socket connected(InetSocketAddress to) throws IOException {
        Socket socket = createSocket();
        socket.connect(to);
        return socket;
    }

    /** A socket that connects to no link-local address: services that give credentials away are at such, and mail servers are not. */
    private static final class CheckedSocket extends Socket {
        @Override
        public void connect(SocketAddress to, int timeout) throws IOException {
            if (to instanceof InetSocketAddress it
                    && it.getAddress() != null
                    && (it.getAddress().isLinkLocalAddress() || it.getAddress().isMulticastAddress())) {
                throw new SocketException("the mail server has a link-local address, which is not allowed");
            }
            super.connect(to, timeout);
        }
    }
}
