package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ports of a running process: only those that the documents name, on loopback, and none that runs what it is sent. */
class ListeningPortsIT {
    /** The beginning of every serialized Java object. */
    private static final byte[] SERIALIZED = {(byte) 0xac, (byte) 0xed, 0, 5, 's', 'r'};

    private static final String LISTENING = "0A";

    /** 127.0.0.1 as the kernel writes it: alone, and within an IPv6 address. */
    private static final Set<String> LOOPBACK =
            Set.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

    @TempDir
    Path directory;

    @Test
    @Tag("S-27")
    @Tag("S-08")
    void shouldListenOnLoopbackForNothingButItsOwnProtocols() throws Exception {
        assumeTrue(
                Files.isDirectory(Path.of("/proc/self/fd")),
                "this kernel lists no sockets below /proc, so the ports that listen are not checked");
        try (var running = RunningTunnelwatch.start(directory, Map.of(), List.of("--simulate"))) {
            // When
            Map<Integer, String> ports = listening(running.pid());

            // Then: page, registry, simulator, and the broker's listeners for everybody, for us and for its controller
            assertThat(ports.keySet()).hasSize(6).contains(running.address("/").getPort());
            assertThat(ports.values()).allMatch(LOOPBACK::contains);
            for (int port : ports.keySet()) {
                assertThat(answer(port))
                        .as("port %d says nothing in Java's own protocol", port)
                        .doesNotContain("¬í");
            }
            assertThat(running.isAlive()).isTrue();
            assertThat(running.body("/healthz")).contains("true");
        }
    }

    /** The answer of a port to a serialized object, until it hangs up. An agent of JMX would answer with one. */
    private static String answer(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(64).put(SERIALIZED).array());
            socket.shutdownOutput();
            return new String(socket.getInputStream().readNBytes(1_000), StandardCharsets.ISO_8859_1);
        } catch (SocketException | SocketTimeoutException e) {
            return "";
        }
    }

    /** The port of each listening socket of a process, and the address in the kernel's own form. */
    private static Map<Integer, String> listening(long pid) throws IOException {
        Set<String> own = sockets(pid);
        var ports = new TreeMap<Integer, String>();
        for (String table : new String[] {"tcp", "tcp6"}) {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[3].equals(LISTENING) && own.contains(fields[9])) {
                    String[] local = fields[1].split(":");
                    ports.put(Integer.parseInt(local[1], 16), local[0]);
                }
            }
        }
        return ports;
    }

    /** The inodes of all sockets of a process. */
    private static Set<String> sockets(long pid) throws IOException {
        var inodes = new HashSet<String>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : open) {
                String target = target(file);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring(8, target.length() - 1));
                }
            }
        }
        return inodes;
    }

    /** The target of a link below {@code fd}; empty if the process has closed the file since it was listed. */
    private static String target(Path file) throws IOException {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
