package io.tunnelwatch.runtime;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a server that browsers can reach may answer a request. A page of another site must neither send requests in
 * its reader's name nor read answers through a host name of its own that it points at this server (DNS rebinding). Clients that
 * are not browsers send none of these headers except {@code Host} and are not restricted.
 */
public final class OriginRules {
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9a-f:.]{2,45}]|[a-z0-9._-]{1,253})(:\\d{1,5})?");
    private static final Pattern ADDRESS = Pattern.compile("\\[[0-9a-f:.]+]|\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "[::]", "[0:0:0:0:0:0:0:0]");
    private static final Set<String> OWN_SITE = Set.of("none", "same-origin");
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final String bound;
    private final Set<String> names;

    private OriginRules(String bound, Set<String> names) {
        this.bound = bound;
        this.names = names;
    }

    /** The reason why a request is refused, as a sentence for its sender. */
    public enum Refusal {
        HOST("The Host header names a host that this server does not answer for."),
        SITE("Requests made by a page of another site are refused."),
        ORIGIN("The Origin header names another server than the Host header.");

        private final String detail;

        Refusal(String detail) {
            this.detail = detail;
        }

        public String detail() {
            return detail;
        }
    }

    /**
     * Rules for a server that listens on this address.
     *
     * @param allowed host names that are accepted besides loopback's and the address itself; {@code *.example.com} is every
     *     name below that one, {@code *} every name
     */
    public static OriginRules at(String address, List<String> allowed) {
        return new OriginRules(
                bracketed(address),
                allowed.stream()
                        .map(it -> it.strip().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * The reason to refuse a request; empty if it may be answered.
     *
     * @param headers looks up a header's values by its name, ignoring case; null if it is absent
     */
    public Optional<Refusal> refusal(String method, Function<String, ? extends @Nullable List<String>> headers) {
        var host = only(headers, "Host");
        if (host.isEmpty() || !answersFor(host.get())) {
            return Optional.of(Refusal.HOST);
        }
        if (!isOwnSite(headers) && !(READING.contains(method) && isFollowedLink(headers))) {
            return Optional.of(Refusal.SITE);
        }
        return isOwnOrigin(headers, host.get()) ? Optional.empty() : Optional.of(Refusal.ORIGIN);
    }

    private boolean answersFor(String authority) {
        var parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            return false;
        }
        String host = parts.group(1);
        return Loopback.isHost(host)
                || host.equals(bound)
                // A server on all addresses accepts any IP address: behind a container's port it does not know its own,
                // and
                // rebinding needs a host name.
                || (ANY_ADDRESS.contains(bound) && ADDRESS.matcher(host).matches())
                || names.stream().anyMatch(it -> matches(it, host));
    }

    private static boolean matches(String name, String host) {
        return name.equals("*") || (name.startsWith("*.") ? host.endsWith(name.substring(1)) : host.equals(name));
    }

    private static boolean isOwnSite(Function<String, ? extends @Nullable List<String>> headers) {
        var sites = values(headers, "Sec-Fetch-Site");
        return OWN_SITE.containsAll(sites);
    }

    /** A link in a mail or a dashboard navigates here from another site, which cannot read the page that it opens. */
    private static boolean isFollowedLink(Function<String, ? extends @Nullable List<String>> headers) {
        return values(headers, "Sec-Fetch-Mode").equals(List.of("navigate"))
                && values(headers, "Sec-Fetch-Dest").equals(List.of("document"));
    }

    private static boolean isOwnOrigin(Function<String, ? extends @Nullable List<String>> headers, String host) {
        return values(headers, "Origin").stream().allMatch(it -> {
            try {
                return host.equalsIgnoreCase(new URI(it).getRawAuthority());
            } catch (URISyntaxException e) {
                return false;
            }
        });
    }

    private static Optional<String> only(Function<String, ? extends @Nullable List<String>> headers, String name) {
        var all = values(headers, name);
        return all.size() == 1 ? Optional.of(all.get(0).strip().toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static List<String> values(Function<String, ? extends @Nullable List<String>> headers, String name) {
        List<String> values = headers.apply(name);
        return values == null ? List.of() : values;
    }

    private static String bracketed(String address) {
        String lower = address.strip().toLowerCase(Locale.ROOT);
        return lower.contains(":") && !lower.startsWith("[") ? "[" + lower + "]" : lower;
    }
}
