package io.tunnelwatch.schemas.serde;

import io.tunnelwatch.schemas.program.OperatorException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How to identify oneself to the registry, in Confluent's words for it. Never printed. */
final class RegistryCredential {
    private final Optional<String> header;

    private RegistryCredential(Optional<String> header) {
        this.header = header;
    }

    static RegistryCredential of(Map<String, ?> settings) {
        String bearer = text(settings, "bearer.auth.token");
        if (!bearer.isEmpty()) {
            return new RegistryCredential(Optional.of("Bearer " + bearer));
        }
        String user = text(settings, "basic.auth.user.info");
        if (user.isEmpty()) {
            user = userInfo(text(settings, "schema.registry.url"));
        }
        return new RegistryCredential(
                user.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8))));
    }

    /** The registry's addresses, without what identifies us. */
    static List<URI> addresses(Map<String, ?> settings) {
        String urls = text(settings, "schema.registry.url");
        var addresses = Arrays.stream(urls.split(","))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .map(it -> it.replaceFirst("//[^/@]*@", "//").replaceFirst("/+$", ""))
                .toList();
        if (addresses.isEmpty() || !addresses.stream().allMatch(it -> it.matches("https?://[^/]+.*"))) {
            throw new OperatorException("Setting schema.registry.url: '" + String.join(",", addresses)
                    + "' is not a list of http(s) addresses.");
        }
        return addresses.stream().map(URI::create).toList();
    }

    Optional<String> header() {
        return header;
    }

    private static String userInfo(String urls) {
        String first = urls.split(",")[0];
        int begin = first.indexOf("//") + 2;
        int at = first.indexOf('@');
        return at > begin ? first.substring(begin, at) : "";
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
