package io.tunnelwatch.sink.web;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The only requests that may change something, by method and path. */
enum WriteRoute {
    COMMANDS("POST", "/api/v1/commands", "GET, HEAD, POST", true),
    SILENCES("POST", "/api/v2/silences", "GET, HEAD, POST", false),
    SILENCE("DELETE", "/api/v2/silence/[\\w.:-]{1,128}", "GET, HEAD, DELETE", false);

    /** Bytes of the largest body; commands are small. */
    static final int MOST_BYTES = 64 << 10;

    static final String READING = "GET, HEAD";

    private final String method;
    private final Pattern path;
    private final String allowed;
    private final boolean isOurs;

    WriteRoute(String method, String path, String allowed, boolean isOurs) {
        this.method = method;
        this.path = Pattern.compile(path);
        this.allowed = allowed;
        this.isOurs = isOurs;
    }

    static Optional<WriteRoute> at(String method, String path) {
        return Arrays.stream(values())
                .filter(it -> it.method.equals(method) && it.path.matcher(path).matches())
                .findFirst();
    }

    /** The methods that a path answers. */
    static String allowed(String path) {
        return Arrays.stream(values())
                .filter(it -> it.path.matcher(path).matches())
                .findFirst()
                .map(it -> it.allowed)
                .orElse(READING);
    }

    boolean hasBody() {
        return method.equals("POST");
    }

    /** Returns whether clients are ours, or written for us; those of Alertmanager's API cannot send a header of ours. */
    boolean isOurs() {
        return isOurs;
    }
}
