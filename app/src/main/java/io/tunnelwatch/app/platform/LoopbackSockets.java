package io.tunnelwatch.app.platform;

import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * Binds the listeners' sockets before the broker starts, so that a free port is known in time to be advertised, and nobody can
 * take it in between.
 */
final class LoopbackSockets implements ServerSocketFactory, AutoCloseable {
    private final TreeMap<String, ServerSocketChannel> channels = new TreeMap<>();
    private final TreeMap<String, Integer> ports = new TreeMap<>();

    private LoopbackSockets() {}

    /**
     * Binds each listener to its port on loopback.
     *
     * @param option the option to name in the message if a port is taken
     */
    LoopbackSockets bind(Map<String, Integer> portOfListener, String option) {
        portOfListener.forEach((listener, port) -> bind(listener, port, option));
        return this;
    }

    /** Binds a first listener to the port that it prefers, or to any free one if that is taken. */
    static LoopbackSockets preferring(String listener, int port) {
        var sockets = new LoopbackSockets();
        try {
            sockets.bind(listener, port, "");
        } catch (OperatorException e) {
            sockets.bind(listener, 0, "");
        }
        return sockets;
    }

    private void bind(String listener, int port, String option) {
        try {
            var channel = ServerSocketChannel.open();
            channels.put(listener, channel);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            ports.put(listener, channel.socket().getLocalPort());
        } catch (BindException e) {
            close();
            throw new OperatorException(
                    "Port " + port + " on 127.0.0.1 is in use: choose another with " + option
                            + " (0 takes any free one).",
                    e);
        } catch (IOException e) {
            close();
            throw new OperatorException("Port " + port + " on 127.0.0.1 cannot be listened on: " + e.getMessage(), e);
        }
    }

    int port(String listener) {
        return java.util.Objects.requireNonNull(ports.get(listener));
    }

    String listener(String name) {
        return name + "://127.0.0.1:" + port(name);
    }

    String listeners() {
        return ports.keySet().stream().map(this::listener).collect(Collectors.joining(","));
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listenerName, InetSocketAddress address, int listenBacklogSize, int receiveBufferSize)
            throws IOException {
        for (var bound : ports.entrySet()) {
            if (bound.getValue() == address.getPort()) {
                var channel = java.util.Objects.requireNonNull(channels.get(bound.getKey()));
                channel.configureBlocking(false);
                return channel;
            }
        }
        throw new IOException("Nothing was bound for " + listenerName + " at " + address);
    }

    @Override
    public void close() {
        channels.values().forEach(channel -> {
            try {
                channel.close();
            } catch (IOException e) {
                // The socket was to be closed; nothing else can be done with it.
                channel.isOpen();
            }
        });
    }
}
