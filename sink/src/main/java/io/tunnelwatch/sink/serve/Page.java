package io.tunnelwatch.sink.serve;

import io.tunnelwatch.sink.serve.Site.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The page's files, from the jar; those that are named here and no others. */
final class Page {
    private static final Map<String, String> TYPES = Map.of(
            "/index.html", "text/html;charset=utf-8",
            "/board.css", "text/css;charset=utf-8",
            "/board.js", "text/javascript;charset=utf-8",
            "/feed.js", "text/javascript;charset=utf-8",
            "/words.js", "text/javascript;charset=utf-8",
            "/icon.svg", "image/svg+xml");

    Reply reply(String path) throws IOException {
        String file = path.equals("/") ? "/index.html" : path;
        String type = TYPES.get(file);
        if (type == null) {
            return Reply.problem(404, "Not found", "There is nothing at this address.");
        }
        try (InputStream content = Page.class.getResourceAsStream("/web" + file)) {
            return new Reply(
                    200,
                    type,
                    "no-cache",
                    java.util.Objects.requireNonNull(content).readAllBytes());
        }
    }
}
