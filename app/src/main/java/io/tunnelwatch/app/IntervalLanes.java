package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.console.Timeline;
import io.tunnelwatch.app.console.Timeline.Ink;
import io.tunnelwatch.app.console.Timeline.Lane;
import io.tunnelwatch.app.console.Timeline.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The lines of a timeline from the API's intervals: one for each facet that is configured. */
final class IntervalLanes {
    private IntervalLanes() {}

    /** @param intervals in the API's words, each with its length */
    static Timeline timeline(List<JsonNode> intervals) {
        var spans = new LinkedHashMap<String, List<Span>>();
        for (JsonNode it : intervals) {
            String facet = it.path("facet").asText() + " " + it.path("entity").asText();
            span(it).ifPresent(span ->
                    spans.computeIfAbsent(facet, unused -> new ArrayList<>()).add(span));
        }
        var lanes = new ArrayList<Lane>();
        spans.forEach((label, of) -> lanes.add(new Lane(label, of)));
        return new Timeline(first(spans.values()), last(spans.values()), lanes);
    }

    private static Instant first(Collection<List<Span>> lanes) {
        return lanes.stream()
                .flatMap(List::stream)
                .map(Span::from)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static Instant last(Collection<List<Span>> lanes) {
        return lanes.stream()
                .flatMap(List::stream)
                .map(Span::to)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static Optional<Span> span(JsonNode it) {
        Instant from = Instant.parse(it.path("from").asText());
        Instant to = from.plusSeconds(it.path("lastedSeconds").asLong());
        return ink(it.path("state").asText()).map(ink -> new Span(from, to, ink));
    }

    private static Optional<Ink> ink(String state) {
        return switch (state) {
            case "UP" -> Optional.of(Ink.UP);
            case "DEGRADED" -> Optional.of(Ink.DEGRADED);
            case "DOWN" -> Optional.of(Ink.DOWN);
            case "NOT_CONFIGURED" -> Optional.empty();
            default -> Optional.of(Ink.UNKNOWN);
        };
    }
}
