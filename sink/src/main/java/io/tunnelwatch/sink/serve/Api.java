package io.tunnelwatch.sink.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.sink.serve.Site.Reply;
import io.tunnelwatch.v1.Alert;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.util.Fields;

/** The questions that may be asked, and their answers. */
final class Api {
    private static final Duration PAST_ALERTS = Duration.ofDays(1);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(400);
    private static final Duration USUAL_WINDOW = Duration.ofDays(1);

    private final ReadModel model;
    private final Words words;
    private final Clock clock;
    private final String notice;

    Api(ReadModel model, Words words, Clock clock, String notice) {
        this.model = model;
        this.words = words;
        this.clock = clock;
        this.notice = notice;
    }

    /** Something about a question is not as it must be; the message says what and how. */
    private static final class BadQuestion extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadQuestion(String message) {
            super(message);
        }
    }

    Reply reply(String path, Fields query) {
        try {
            return switch (path) {
                case "/api/v1/connections" -> {
                    allowed(query, Set.of());
                    yield connections();
                }
                case "/api/v1/alerts" -> alerts(allowed(query, Set.of("status")));
                case "/api/v1/intervals" -> intervals(allowed(query, Set.of("entity", "from", "to")));
                case "/api/v1/summary" -> {
                    allowed(query, Set.of());
                    yield summary();
                }
                default -> Reply.problem(404, "Not found", "There is nothing at this address.");
            };
        } catch (BadQuestion e) {
            return Reply.problem(400, "Bad request", String.valueOf(e.getMessage()));
        }
    }

    private Reply connections() {
        Instant now = clock.instant();
        var answer = words.answer();
        var list = answer.putArray("connections");
        model.connections().forEach(it -> list.add(words.connection(it, now)));
        return Reply.json(200, answer);
    }

    private Reply alerts(Fields query) {
        String status = Optional.ofNullable(query.getValue("status")).orElse("active");
        if (!Set.of("active", "all").contains(status)) {
            throw new BadQuestion("status must be 'active' or 'all'");
        }
        Instant since = clock.instant().minus(PAST_ALERTS);
        var answer = words.answer();
        var list = answer.putArray("alerts");
        model.alerts().stream()
                .filter(it -> it.getActive()
                        || (status.equals("all") && it.getUpdatedAt().isAfter(since)))
                .sorted(Comparator.comparing(Alert::getActive)
                        .thenComparing(Alert::getUpdatedAt)
                        .reversed()
                        .thenComparing(Alert::getFingerprint))
                .forEach(it -> list.add(words.alert(it)));
        return Reply.json(200, answer);
    }

    private Reply intervals(Fields query) {
        String entity = Optional.ofNullable(query.getValue("entity"))
                .filter(it -> !it.isBlank())
                .orElseThrow(() -> new BadQuestion("entity is missing: a connection, a tunnel, or account/region"));
        Instant to = time(query, "to").orElseGet(clock::instant);
        Instant from = time(query, "from").orElseGet(() -> to.minus(USUAL_WINDOW));
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST_WINDOW) > 0) {
            throw new BadQuestion("from must lie before to, by no more than " + LONGEST_WINDOW.toDays() + " days");
        }
        String id = bareId(entity);
        if (!model.knows(id)) {
            return Reply.problem(404, "Not found", "Nothing is known of the entity asked for.");
        }
        var answer = words.answer();
        var list = answer.putArray("intervals");
        model.intervals(id, from, to).forEach(it -> list.add(words.interval(it)));
        return Reply.json(200, answer);
    }

    private Reply summary() {
        Instant now = clock.instant();
        ObjectNode answer = words.answer();
        answer.put("now", now.toString());
        answer.put("notice", notice);
        var targets = answer.putArray("targets");
        model.targets().forEach(it -> targets.add(words.target(it, now)));
        return Reply.json(200, answer);
    }

    /** {@code account/region/id} is as good as the id; {@code account/region} is a target's own. */
    private static String bareId(String entity) {
        String[] parts = entity.split("/", -1);
        return parts.length >= 3 ? parts[parts.length - 1] : entity;
    }

    private static Fields allowed(Fields query, Set<String> names) {
        List<String> unknown =
                query.getNames().stream().filter(it -> !names.contains(it)).toList();
        if (!unknown.isEmpty()) {
            throw new BadQuestion("a parameter that is not known here; known are: " + String.join(", ", names));
        }
        return query;
    }

    private static Optional<Instant> time(Fields query, String name) {
        String text = query.getValue(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new BadQuestion(name + " must be a time such as 2026-11-21T08:00:00Z");
        }
    }
}
