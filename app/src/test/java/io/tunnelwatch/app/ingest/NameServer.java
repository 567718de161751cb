package io.tunnelwatch.app.ingest;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Resolves every name to this machine, after a delay that a test sets. Resolvers always use port 53. */
final class NameServer implements AutoCloseable {
    private static final int PORT = 53;
    private static final int HEADER = 12;
    private static final short IPV4 = 1;
    private static final short INTERNET = 1;
    private static final short ANSWERED = (short) 0x8180;
    private static final short THE_NAME_ASKED_FOR = (short) 0xC00C;

    private final DatagramSocket socket;
    private final ScheduledExecutorService answers = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Duration delay;

    static NameServer start(Duration delay) throws IOException {
        // An address in 127/8 that no other test, and nothing on this machine, is likely to use.
        String address = "127.53." + ProcessHandle.current().pid() % 250 + ".1";
        return new NameServer(new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), PORT)), delay);
    }

    private NameServer(DatagramSocket socket, Duration delay) {
        this.socket = socket;
        this.delay = delay;
        var thread = new Thread(this::serve, "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return socket.getLocalAddress().getHostAddress();
    }

    int asked() {
        return asked.get();
    }

    void answersAfter(Duration time) {
        delay = time;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                var packet = new DatagramPacket(new byte[512], 512);
                socket.receive(packet);
                asked.incrementAndGet();
                byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
                var to = packet.getSocketAddress();
                var unused = answers.schedule(() -> answer(question, to), delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (IOException | RejectedExecutionException e) {
                // closed
            }
        }
    }

    private void answer(byte[] question, SocketAddress to) {
        byte[] answer = answer(question);
        try {
            socket.send(new DatagramPacket(answer, answer.length, to));
        } catch (IOException e) {
            // the client is gone
        }
    }

    /** The question, with an answer if it asks for an IPv4 address, otherwise with none. */
    private static byte[] answer(byte[] question) {
        int end = HEADER;
        while (question[end] != 0) {
            end += question[end] + 1;
        }
        int afterQuestion = end + 5;
        boolean ipv4 = ByteBuffer.wrap(question).getShort(end + 1) == IPV4;
        var answer = ByteBuffer.allocate(afterQuestion + 16);
        answer.put(question, 0, afterQuestion);
        answer.putShort(2, ANSWERED).putShort(6, (short) (ipv4 ? 1 : 0)).putInt(8, 0);
        if (ipv4) {
            answer.putShort(THE_NAME_ASKED_FOR).putShort(IPV4).putShort(INTERNET);
            answer.putInt(0).putShort((short) 4).put(new byte[] {127, 0, 0, 1});
        }
        return Arrays.copyOf(answer.array(), answer.position());
    }

    @Override
    public void close() {
        answers.shutdownNow();
        socket.close();
    }
}
