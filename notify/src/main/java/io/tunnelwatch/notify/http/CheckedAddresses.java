package io.tunnelwatch.notify.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Resolves a host once for each connection and checks every address. The connection is made to what was checked, so that a
 * name with another address the next time (DNS rebinding) gains nothing. One refused address refuses the host.
 */
final class CheckedAddresses implements SocketAddressResolver {
    private final NameResolver names;
    private final Executor executor;

    CheckedAddresses(NameResolver names, Executor executor) {
        this.names = names;
        this.executor = executor;
    }

    @Override
    public void resolve(
            String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> addresses) {
        // On a thread of its own: a slow name server must not outlast the deadline of the call.
        executor.execute(() -> {
            try {
                addresses.succeeded(checked(host, port));
            } catch (IOException | RuntimeException e) {
                addresses.failed(e);
            }
        });
    }

    private List<InetSocketAddress> checked(String host, int port) throws IOException {
        List<InetAddress> found = names.resolve(host);
        for (InetAddress it : found) {
            var refusal = AddressRules.refusal(it);
            if (refusal.isPresent()) {
                throw new AddressRefusedException(
                        "its name leads to " + it.getHostAddress() + ", " + refusal.get() + "; nothing was sent");
            }
        }
        var addresses = new ArrayList<InetSocketAddress>();
        for (InetAddress it : found) {
            // The certificate is compared with the name that the address carries: it must be the one that was asked
            // for.
            addresses.add(new InetSocketAddress(InetAddress.getByAddress(host, it.getAddress()), port));
        }
        return addresses;
    }
}
