package io.tunnelwatch.notify.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Adds STARTTLS to a mail server that lacks it: after the handshake, the server behind it is spoken to in plain text. */
final class StartTlsFront implements AutoCloseable {
    private final ServerSocket listener;
    private final SSLContext context;
    private final int behind;
    private final boolean isOffered;
    private final List<String> heardInPlainText = new CopyOnWriteArrayList<>();

    StartTlsFront(SSLContext context, int behind, boolean isOffered) throws IOException {
        this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        this.context = context;
        this.behind = behind;
        this.isOffered = isOffered;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The commands before the encryption. */
    List<String> heardInPlainText() {
        return heardInPlainText;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            say(client, "220 front ESMTP");
            if (!greet(client)) {
                return;
            }
            say(client, "220 go ahead");
            try (var encrypted =
                            (SSLSocket) context.getSocketFactory().createSocket(client, null, client.getPort(), true);
                    var server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
                encrypted.setUseClientMode(false);
                encrypted.startHandshake();
                skipLine(server.getInputStream());
                start(() -> copy(server, encrypted));
                copy(encrypted, server);
            }
        } catch (IOException e) {
            // The client has gone, or does not trust the certificate.
        }
    }

    private boolean greet(Socket client) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            heardInPlainText.add(line);
            if (line.startsWith("EHLO")) {
                say(client, isOffered ? "250-front\r\n250 STARTTLS" : "250 front");
            } else if (line.equals("STARTTLS") && isOffered) {
                return true;
            } else {
                say(client, "500 not before STARTTLS");
            }
        }
        return false;
    }

    private static void skipLine(InputStream in) throws IOException {
        int read = in.read();
        while (read >= 0 && read != '\n') {
            read = in.read();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.close();
        } catch (IOException e) {
            // One of them has gone.
        }
    }

    private static void say(Socket client, String line) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "front of the mail server");
        thread.setDaemon(true);
        thread.start();
    }
}
