package io.tunnelwatch.ingest.api;

import io.tunnelwatch.runtime.HttpAddress;
import io.tunnelwatch.runtime.Loopback;
import io.tunnelwatch.runtime.OperatorException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server to call for a region. */
public final class Endpoints {
    private static final String CENTRAL = "vpc.aliyuncs.com";

    private final @Nullable URI everywhere;

    private Endpoints(@Nullable URI everywhere) {
        this.everywhere = everywhere;
    }

    /**
     * @param setting name of the setting
     * @param value empty for the cloud's own servers
     */
    public static Endpoints of(String setting, String value) {
        return new Endpoints(value.isBlank() ? null : parse(setting, value.strip()));
    }

    /** Returns whether the operator set one server for all regions. */
    boolean areFixed() {
        return everywhere != null;
    }

    /** The central server of the cloud. */
    URI central() {
        return everywhere != null ? everywhere : URI.create("https://" + CENTRAL);
    }

    URI of(TargetId target) {
        return everywhere != null ? everywhere : URI.create("https://" + host(target.region()));
    }

    /** The host by the documented rule, which needs neither the call DescribeRegions nor the permission for it. */
    private static String host(String region) {
        boolean central = region.equals("cn-hangzhou") || region.contains("-finance") || region.contains("-gov");
        return central ? CENTRAL : "vpc." + region + ".aliyuncs.com";
    }

    private static URI parse(String setting, String value) {
        URI uri = uri(value.contains("://") ? value : "https://" + value)
                .orElseThrow(() -> refused(setting, value, "is not a host, host:port or http(s) URL"));
        if (uri.getScheme().equalsIgnoreCase("http") && !Loopback.isHost(uri.getHost())) {
            throw refused(
                    setting, value, "is plain http to another machine, which anyone on the way can read; use https");
        }
        return uri;
    }

    private static Optional<URI> uri(String text) {
        try {
            var uri = new URI(text);
            boolean plain = HttpAddress.isOne(uri)
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && uri.getPath().matches("/?");
            return plain
                    ? Optional.of(new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), null, null, null))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static OperatorException refused(String setting, String value, String why) {
        return new OperatorException(
                "Setting " + setting + ": '" + value + "' " + why + "; leave it out for the cloud's own servers.");
    }
}
