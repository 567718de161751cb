package io.tunnelwatch.simulator.wire;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters of a call, all of them from the query. */
public record Parameters(SortedMap<String, String> values) {
    public Parameters {
        values = new TreeMap<>(values);
    }

    /** @throws IllegalArgumentException when a percent escape is broken */
    public static Parameters parse(@Nullable String rawQuery) {
        var values = new TreeMap<String, String>();
        if (rawQuery != null && !rawQuery.isEmpty()) {
            for (String pair : rawQuery.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                values.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return new Parameters(values);
    }

    /** Empty and absent are the same to the cloud. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(it -> !it.isEmpty());
    }

    /** The canonical form for the signature: sorted, percent-encoded after RFC 3986. */
    public String canonical() {
        return values.entrySet().stream()
                .map(it -> encode(it.getKey()) + "=" + encode(it.getValue()))
                .collect(Collectors.joining("&"));
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
