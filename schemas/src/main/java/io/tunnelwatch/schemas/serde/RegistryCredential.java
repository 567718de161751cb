package io.tunnelwatch.schemas.serde;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;

/** The credential for the registry, by Confluent's setting names. Never printed. */
final class RegistryCredential {
    private static final String URLS = "schema.registry.url";

    private final Optional<String> header;

    private RegistryCredential(Optional<String> header) {
        this.header = header;
    }

    static RegistryCredential of(Map<String, ?> settings) {
        requireKnown(settings, "basic.auth.credentials.source", Set.of("", "USER_INFO", "URL"));
        requireKnown(settings, "bearer.auth.credentials.source", Set.of("", "STATIC_TOKEN"));
        String bearer = text(settings, "bearer.auth.token");
        if (!bearer.isEmpty()) {
            return new RegistryCredential(Optional.of("Bearer " + bearer));
        }
        String user = text(settings, "basic.auth.user.info");
        if (user.isEmpty()) {
            user = userInfo(text(settings, URLS));
        }
        return new RegistryCredential(user.isEmpty() ? Optional.empty() : Optional.of("Basic " + base64(user)));
    }

    /** The registry's addresses, without user and password. */
    static List<URI> addresses(Map<String, ?> settings) {
        var addresses = urls(text(settings, URLS)).stream()
                .map(it -> withoutUserInfo(it).replaceFirst("[/,\\s]+$", ""))
                .toList();
        if (addresses.isEmpty() || !addresses.stream().allMatch(it -> it.matches("https?://[\\w.:\\[\\]-]+(/\\S*)?"))) {
            throw new ConfigException(
                    "Setting " + URLS + ": '" + String.join(",", addresses) + "' is not a list of http(s) addresses.");
        }
        return addresses.stream().map(URI::create).toList();
    }

    Optional<String> header() {
        return header;
    }

    private static List<String> urls(String commaSeparated) {
        // Splits at a comma before a scheme only: a password may contain a comma.
        return Arrays.stream(commaSeparated.split(",(?=\\s*https?://)"))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList();
    }

    /** Cuts up to the last @: a password that should have been escaped must not be printed. */
    private static String withoutUserInfo(String url) {
        return url.replaceFirst("^(\\w+://)?.*@", "$1");
    }

    /** User and password of the first address that has them. */
    private static String userInfo(String commaSeparated) {
        return urls(commaSeparated).stream()
                .filter(it -> it.contains("@"))
                .map(it -> it.substring(it.indexOf("//") + 2, it.lastIndexOf('@')))
                .map(it -> URLDecoder.decode(it.replace("+", "%2B"), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    private static void requireKnown(Map<String, ?> settings, String name, Set<String> known) {
        if (!known.contains(text(settings, name))) {
            throw new ConfigException("Setting " + name + ": '" + text(settings, name) + "' is not known here; use "
                    + String.join(
                            " or ",
                            known.stream().filter(it -> !it.isEmpty()).sorted().toList()) + ".");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Map<String, ?> settings, String name) {
        Object value = settings.get(name);
        return value == null ? "" : value.toString();
    }

    @Override
    public String toString() {
        return header.isPresent() ? "RegistryCredential[***]" : "RegistryCredential[none]";
    }
}
