package io.tunnelwatch.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports that nobody listens on. If one is taken before it is used, the start of the program that needs it fails and says so.
 */
public final class FreePorts {
    private FreePorts() {}

    public static int one() throws IOException {
        return some(1).get(0);
    }

    /** Finds several ports, held open together so that they differ. */
    public static List<Integer> some(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
