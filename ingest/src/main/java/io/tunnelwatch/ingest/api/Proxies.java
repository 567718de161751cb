package io.tunnelwatch.ingest.api;

import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Through which proxy a call goes: the operator's, else the JVM's (https.proxyHost), else the one of HTTPS_PROXY, else
 * none. What stays on this machine goes through none.
 */
public final class Proxies extends ProxySelector {
    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

    private final Optional<Proxy> operators;
    private final Optional<Proxy> environments;
    private final List<String> spared;

    private Proxies(Optional<Proxy> operators, Optional<Proxy> environments, List<String> spared) {
        this.operators = operators;
        this.environments = environments;
        this.spared = spared;
    }

    /** @param setting the value of {@code cloud.proxy}; empty for what JVM and environment say */
    public static Proxies of(String setting, Map<String, String> environment) {
        Optional<Proxy> operators = Optional.empty();
        if (!setting.isBlank()) {
            operators = Optional.of(parse(setting.strip())
                    .filter(it -> !setting.contains("@"))
                    .orElseThrow(() -> new OperatorException("Setting cloud.proxy is no host:port of an http proxy"
                            + " without user and password: mend it, or leave it empty.")));
        }
        return new Proxies(operators, parse(either(environment, "HTTPS_PROXY")), spared(environment));
    }

    @Override
    public List<Proxy> select(URI uri) {
        if (Loopback.is(uri.getHost())) {
            return DIRECT;
        }
        if (operators.isPresent()) {
            return List.of(operators.get());
        }
        var jvm = ProxySelector.getDefault();
        List<Proxy> jvms = jvm == null ? DIRECT : jvm.select(uri);
        if (jvms.stream().anyMatch(it -> it.type() != Proxy.Type.DIRECT)) {
            return jvms;
        }
        return environments.filter(it -> !isSpared(uri.getHost())).map(List::of).orElse(DIRECT);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {
        // The call itself tells, as a failure.
    }

    private boolean isSpared(String host) {
        return spared.stream().anyMatch(it -> it.equals("*") || host.equals(it) || host.endsWith("." + it));
    }

    private static List<String> spared(Map<String, String> environment) {
        return Stream.of(either(environment, "NO_PROXY").split(","))
                .map(it -> it.strip().toLowerCase(Locale.ROOT))
                .map(it -> it.startsWith(".") ? it.substring(1) : it)
                .filter(it -> !it.isEmpty())
                .toList();
    }

    private static String either(Map<String, String> environment, String name) {
        String upper = environment.getOrDefault(name, "");
        return upper.isBlank() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : upper;
    }

    /** A user and a password are left out: this client has no way to give them, and the proxy will say so. */
    private static Optional<Proxy> parse(String text) {
        try {
            var uri = new URI(text.contains("://") ? text : "http://" + text);
            boolean plain = uri.getHost() != null && "http".equals(uri.getScheme());
            int port = uri.getPort() == -1 ? 80 : uri.getPort();
            return plain
                    ? Optional.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port)))
                    : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
