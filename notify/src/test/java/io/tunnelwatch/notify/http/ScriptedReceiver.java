package io.tunnelwatch.notify.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** A receiver on loopback that answers every connection with a script, which may be any bytes at any pace. */
public final class ScriptedReceiver implements AutoCloseable {
    private final ServerSocket door;
    private final Script script;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** The answer to one request; the connection ends when it returns. */
    public interface Script {
        void answer(Socket socket, OutputStream out) throws IOException, InterruptedException;
    }

    public ScriptedReceiver(Script script) throws IOException {
        this(ServerSocketFactory.getDefault(), script);
    }

    ScriptedReceiver(ServerSocketFactory doors, Script script) throws IOException {
        this.script = script;
        this.door = doors.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::accept, "scripted-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    public static Script text(String answer) {
        return (socket, out) -> out.write(answer.getBytes(StandardCharsets.UTF_8));
    }

    public int port() {
        return door.getLocalPort();
    }

    /** The heads of all requests so far, without their bodies. */
    public List<String> requests() {
        return requests;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                var thread = new Thread(() -> serve(socket), "scripted-answer");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            var head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
            requests.add(head.toString());
            script.answer(socket, socket.getOutputStream());
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // the client has gone, as some tests want
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
