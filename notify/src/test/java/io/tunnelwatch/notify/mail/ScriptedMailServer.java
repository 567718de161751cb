package io.tunnelwatch.notify.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server that answers as a test wants: to a command that begins so, with this line; to all others with 250. */
final class ScriptedMailServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile boolean dripping;

    ScriptedMailServer() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::accept, "scripted mail server");
        thread.setDaemon(true);
        thread.start();
    }

    ScriptedMailServer answering(String command, String answer) {
        answers.put(command, answer);
        return this;
    }

    /** Sends a byte of an endless greeting now and then. */
    ScriptedMailServer dripping() {
        dripping = true;
        return this;
    }

    int port() {
        return listener.getLocalPort();
    }

    long count(String command) {
        return commands.stream().filter(it -> it.startsWith(command)).count();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                serve(client);
            } catch (IOException e) {
                // The client has gone, or the test is over.
            }
        }
    }

    private void serve(Socket client) throws IOException {
        if (dripping) {
            drip(client);
            return;
        }
        say(client, "220 scripted");
        var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            commands.add(line);
            String answer = answer(line);
            say(client, answer);
            if (answer.startsWith("354")) {
                String content = lines.readLine();
                while (content != null && !content.equals(".")) {
                    content = lines.readLine();
                }
                say(client, answer("."));
            }
        }
    }

    private void drip(Socket client) throws IOException {
        try {
            while (!listener.isClosed()) {
                client.getOutputStream().write('2');
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String answer(String command) {
        return answers.entrySet().stream()
                .filter(it -> command.startsWith(it.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(command.equals("DATA") ? "354 go on" : "250 fine");
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }
}
