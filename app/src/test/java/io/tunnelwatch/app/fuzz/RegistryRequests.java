package io.tunnelwatch.app.fuzz;

import io.tunnelwatch.app.platform.registry.ManualRegistry;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/** The registry answers any sequence of requests, and goes on answering. */
public final class RegistryRequests {
    private static final int INTERNAL_ERROR = 500;

    private RegistryRequests() {}

    /** Requests separated by empty lines, each a line with method and path, and a body. */
    public static void fuzzerTestOneInput(byte[] text) {
        var registry = new ManualRegistry();
        for (String request : new String(text, StandardCharsets.UTF_8).split("\n\n", 16)) {
            String[] lines = request.split("\n", 2);
            String[] head = lines[0].split(" ", 2);
            if (head.length == 2) {
                ask(registry, head[0], head[1], lines.length == 2 ? lines[1] : "");
            }
        }
        ask(registry, "GET", "/schemas", "");
    }

    private static void ask(ManualRegistry registry, String method, String path, String body) {
        URI uri;
        try {
            uri = new URI(path);
        } catch (URISyntaxException e) {
            return; // the server answers it by itself
        }
        if (uri.getRawPath() != null) {
            FuzzAssertions.hold(registry.status(method, uri, body) < INTERNAL_ERROR, "it has no answer");
        }
    }
}
