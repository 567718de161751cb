package io.tunnelwatch.sink.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.sink.model.Past;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.model.TargetProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The JSON of targets. */
final class TargetJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ReadModel model;

    TargetJson(ReadModel model) {
        this.model = model;
    }

    ObjectNode target(TargetProgress it, Instant now) {
        var last = model.lastComplete(it, now);
        var unknownBecause = model.unknownBecause(it, now);
        var node = JSON.createObjectNode();
        node.put("target", it.target());
        node.put("lastComplete", last.map(Instant::toString).orElse(null));
        node.put(
                "ageSeconds",
                last.map(at -> Math.max(0, Duration.between(at, now).toMillis() / 1000.0))
                        .orElse(null));
        node.put("pollSeconds", it.pollInterval().toMillis() / 1000.0);
        node.put("staleAfterSeconds", it.staleAfter().toMillis() / 1000.0);
        node.put("stale", model.isStale(it, now));
        node.put("cause", unknownBecause.map(why -> why.cause().name()).orElse(null));
        node.put(
                "since",
                unknownBecause
                        .flatMap(why -> Optional.ofNullable(why.since()))
                        .map(Instant::toString)
                        .orElse(null));
        node.put("trouble", it.lastFailure());
        node.put("clockAheadSeconds", model.clockAhead(it).toMillis() / 1000.0);
        node.put("retired", it.isRetired());
        return node;
    }

    /** A target at an earlier time, of which only its freshness is known. */
    static ObjectNode targetAt(String target, Past.Freshness freshness) {
        return JSON.createObjectNode()
                .put("target", target)
                .putNull("lastComplete")
                .putNull("ageSeconds")
                .putNull("pollSeconds")
                .putNull("staleAfterSeconds")
                .put("stale", !freshness.isFresh())
                .putNull("cause")
                .put("since", freshness.since().toString())
                .put("trouble", "")
                .putNull("clockAheadSeconds")
                .put("retired", false);
    }
}
