package io.tunnelwatch.sink.web;

import io.tunnelwatch.sink.api.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Serves the web page's files from the jar; only those listed here. */
final class StaticFiles {
    private static final String SCRIPT = "text/javascript;charset=utf-8";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("/index.html", "text/html;charset=utf-8"),
            Map.entry("/page.css", "text/css;charset=utf-8"),
            Map.entry("/icon.svg", "image/svg+xml"),
            Map.entry("/page.js", SCRIPT),
            Map.entry("/feed.js", SCRIPT),
            Map.entry("/texts.js", SCRIPT),
            Map.entry("/format.js", SCRIPT),
            Map.entry("/elements.js", SCRIPT),
            Map.entry("/board.js", SCRIPT),
            Map.entry("/standing.js", SCRIPT),
            Map.entry("/strip.js", SCRIPT),
            Map.entry("/past.js", SCRIPT),
            Map.entry("/copy.js", SCRIPT),
            Map.entry("/filters.js", SCRIPT),
            Map.entry("/saved.js", SCRIPT),
            Map.entry("/wall.js", SCRIPT),
            Map.entry("/trust.js", SCRIPT),
            Map.entry("/alerts.js", SCRIPT),
            Map.entry("/answers.js", SCRIPT),
            Map.entry("/recurrence.js", SCRIPT),
            Map.entry("/timeline.js", SCRIPT),
            Map.entry("/patch.js", SCRIPT),
            Map.entry("/detail.js", SCRIPT),
            Map.entry("/fleet.js", SCRIPT),
            Map.entry("/days.js", SCRIPT),
            Map.entry("/report.js", SCRIPT));

    Reply reply(String path) throws IOException {
        String file = path.equals("/") ? "/index.html" : path;
        String type = TYPES.get(file);
        if (type == null) {
            return Reply.problem(404, "Not found", "Nothing exists at this address.");
        }
        try (InputStream content = StaticFiles.class.getResourceAsStream("/web" + file)) {
            return new Reply(
                    200,
                    type,
                    "no-cache",
                    java.util.Objects.requireNonNull(content).readAllBytes());
        }
    }
}
