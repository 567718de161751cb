package io.tunnelwatch.ingest.api;

import io.tunnelwatch.schemas.program.OperatorException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which server answers for a region. */
public final class Endpoints {
    private final @Nullable URI everywhere;

    private Endpoints(@Nullable URI everywhere) {
        this.everywhere = everywhere;
    }

    /** @param setting the value of {@code cloud.endpoint}; empty for the cloud's own servers */
    public static Endpoints of(String setting) {
        return new Endpoints(setting.isBlank() ? null : parse(setting.strip()));
    }

    URI of(Target target) {
        return everywhere != null ? everywhere : URI.create("https://" + host(target.region()));
    }

    /** What DescribeRegions would say, without the call and the permission that it needs. */
    private static String host(String region) {
        boolean central = region.equals("cn-hangzhou") || region.contains("-finance") || region.contains("-gov");
        return central ? "vpc.aliyuncs.com" : "vpc." + region + ".aliyuncs.com";
    }

    private static URI parse(String setting) {
        URI uri = uri(setting.contains("://") ? setting : "https://" + setting)
                .orElseThrow(() -> refused(setting, "is no host, host:port or http(s) URL"));
        if (uri.getScheme().equals("http") && !isLoopback(uri.getHost())) {
            throw refused(setting, "is plain http to another machine, which anyone on the way can read; use https");
        }
        return uri;
    }

    private static Optional<URI> uri(String text) {
        try {
            var uri = new URI(text);
            boolean plain = uri.getHost() != null
                    && uri.getScheme().matches("https?")
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

    /** By its literal, not by asking a name server that may say anything. */
    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    private static OperatorException refused(String setting, String why) {
        return new OperatorException(
                "Setting cloud.endpoint: '" + setting + "' " + why + "; leave it empty for the cloud's own servers.");
    }
}
