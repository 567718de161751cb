package io.tunnelwatch.ingest.api;

import io.tunnelwatch.runtime.Loopback;
import io.tunnelwatch.runtime.OperatorException;
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
 * Selects the proxy of a call: the operator's, else the JVM's (https.proxyHost), else the one of HTTPS_PROXY, else none. Calls
 * to this machine use none.
 */
public final class Proxies extends ProxySelector {
    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

    private final Optional<Proxy> operators;
    private final Optional<ProxyLogin> operatorsLogin;
    private final Optional<Proxy> environments;
    private final Optional<ProxyLogin> environmentsLogin;
    private final List<String> spared;

    private Proxies(Optional<Proxy> operators, Optional<ProxyLogin> operatorsLogin, Map<String, String> environment) {
        String https = either(environment, "HTTPS_PROXY");
        this.operators = operators;
        this.operatorsLogin = operatorsLogin;
        this.environments = parse(https);
        this.environmentsLogin = login(https);
        this.spared = spared(environment);
    }

    /** @param setting the value of {@code cloud.proxy}; empty for the proxy of the JVM or environment */
    public static Proxies of(String setting, Map<String, String> environment) {
        return of(setting, Optional.empty(), environment);
    }

    /** @param login login for the proxy of the setting; the login for the environment's proxy is in its URL */
    public static Proxies of(String setting, Optional<ProxyLogin> login, Map<String, String> environment) {
        if (setting.isBlank()) {
            login.ifPresent(it -> {
                throw new OperatorException(
                        "Setting cloud.proxy.user has no effect without a proxy: set cloud.proxy, too.");
            });
            return new Proxies(Optional.empty(), Optional.empty(), environment);
        }
        var operators = parse(setting.strip())
                .filter(it -> !setting.contains("@"))
                .orElseThrow(
                        () -> new OperatorException(
                                "Setting cloud.proxy is not host:port of an http proxy: correct it, or"
                                        + " leave it empty. A user and a password belong in cloud.proxy.user and cloud.proxy.password."));
        return new Proxies(Optional.of(operators), login, environment);
    }

    @Override
    public List<Proxy> select(URI uri) {
        if (Loopback.isHost(uri.getHost())) {
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

    /** The value of the header Proxy-Authorization for this call, if its proxy needs one. */
    Optional<String> authorization(URI uri) {
        Proxy way = select(uri).get(0);
        boolean known = operators.or(() -> environments).filter(way::equals).isPresent();
        return (operators.isPresent() ? operatorsLogin : environmentsLogin)
                .filter(it -> known)
                .map(ProxyLogin::header);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {
        // The call itself reports the failure.
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

    private static Optional<Proxy> parse(String text) {
        return uri(text)
                .map(it -> new Proxy(
                        Proxy.Type.HTTP,
                        InetSocketAddress.createUnresolved(it.getHost(), it.getPort() == -1 ? 80 : it.getPort())));
    }

    private static Optional<ProxyLogin> login(String text) {
        return uri(text)
                .map(URI::getUserInfo)
                .map(it -> it.split(":", 2))
                .map(it -> new ProxyLogin(it[0], it.length > 1 ? it[1] : ""));
    }

    private static Optional<URI> uri(String text) {
        try {
            var uri = new URI(text.contains("://") ? text : "http://" + text);
            boolean plain = uri.getHost() != null && "http".equals(uri.getScheme()) && uri.getPort() <= 0xffff;
            return plain ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
