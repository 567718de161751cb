package io.tunnelwatch.notify.mail;

import io.tunnelwatch.notify.http.AddressRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection to the mail server for one call, which is cut when the deadline of the call is over: a server that answers a byte
 * now and then would else keep the call for ever, since the timeout of a socket begins anew with each byte.
 */
final class MailConnection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final ScheduledFuture<?> deadline;
    private volatile boolean over;

    MailConnection(ScheduledExecutorService timer, Duration deadline) {
        this.deadline = timer.schedule(this::cut, deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Resolves the name once, and connects to the address that was checked; encrypted from the first byte if the settings say so. */
    Socket open(MailSettings settings, SSLSocketFactory trust, Duration timeout) throws IOException {
        // The mail library takes the name from here, and holds the server's certificate against it.
        InetAddress resolved = InetAddress.getByName(settings.host());
        var named = InetAddress.getByAddress(settings.host(), resolved.getAddress());
        var refusal = AddressRules.refusal(resolved);
        if (refusal.isPresent()) {
            throw new SocketException("the mail server's name leads to " + refusal.get() + "; nothing was sent");
        }
        socket.setSoTimeout((int) timeout.toMillis());
        socket.connect(new InetSocketAddress(named, settings.port()), (int) timeout.toMillis());
        return switch (settings.encryption()) {
            case STARTTLS, NONE -> socket;
            case TLS -> encrypted(settings, trust);
        };
    }

    private Socket encrypted(MailSettings settings, SSLSocketFactory trust) throws IOException {
        var encrypted = (SSLSocket) trust.createSocket(socket, settings.host(), settings.port(), true);
        var parameters = encrypted.getSSLParameters();
        // The rules by which a certificate must have the server's name are the same for mail.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    /** Returns whether the deadline has ended the call. */
    boolean isOver() {
        return over;
    }

    private void cut() {
        over = true;
        close();
    }

    @Override
    public void close() {
        deadline.cancel(false);
        try {
            socket.close();
        } catch (IOException e) {
            // It is given up anyway.
        }
    }
}
