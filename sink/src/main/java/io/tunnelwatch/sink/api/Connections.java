package io.tunnelwatch.sink.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.sink.api.QueryParameters.BadQueryException;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.model.TimelineInterval;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Answers about connections: a list, one in detail, and strips of recent states. */
final class Connections {
    static final String PATH = "/api/v1/connections";

    /** Largest limit that a client may ask for. */
    private static final int MOST = 10_000;

    /** Usual limit: a megabyte or less. */
    private static final int USUAL = 1_000;

    private static final Duration RECENT = Duration.ofDays(30);
    private static final int MOST_TRANSITIONS = 100;
    private static final int MOST_IN_A_STRIP = 300;

    /** Worst state first. */
    private static final List<FacetState> URGENCY =
            List.of(FacetState.DOWN, FacetState.DEGRADED, FacetState.UNKNOWN, FacetState.UP, FacetState.NOT_CONFIGURED);

    /** The id suffices, unless two regions have given the same one. */
    static final Comparator<DisplayedConnection> BY_ID =
            Comparator.comparing(DisplayedConnection::id).thenComparing(DisplayedConnection::qualifiedName);

    private static final Map<String, Comparator<DisplayedConnection>> ORDERS = Map.of(
            "id", BY_ID,
            "name", Comparator.comparing(DisplayedConnection::name),
            "since", Comparator.comparing(DisplayedConnection::since),
            "state", Comparator.comparingInt(it -> URGENCY.indexOf(it.state())));

    private final ReadModel model;
    private final JsonViews json;
    private final CurrentConnections current;

    Connections(ReadModel model, JsonViews json) {
        this.model = model;
        this.json = json;
        this.current = new CurrentConnections(model, json);
    }

    Reply list(QueryParameters parameters) {
        var order = order(parameters.oneOf(
                "sort", "id", List.of("id", "name", "since", "state", "-id", "-name", "-since", "-state")));
        int offset = parameters.number("offset", 0, 0, 1_000_000);
        int limit = parameters.number("limit", USUAL, 1, MOST);
        var after = parameters.text("after");
        if (after.isPresent() && (offset > 0 || !parameters.isUsual("sort", "id"))) {
            throw new BadQueryException("after requires the order by id, and cannot be combined with offset");
        }
        var selected = selected(parameters, order);
        List<DisplayedConnection> all = selected.connections();
        int from = Math.min(after.map(last -> firstAfter(last, all)).orElse(offset), all.size());
        int to = Math.min(from + limit, all.size());
        var answer = json.answer(parameters);
        answer.put("total", all.size());
        answer.put("offset", offset);
        answer.put("limit", limit);
        answer.put("next", to == all.size() ? null : next(parameters, all.get(to - 1), to));
        return Reply.json(
                answer,
                "connections",
                IntStream.range(from, to).mapToObj(selected.json()).toList());
    }

    /** The connections that a request is about, in its order, and the JSON of each by its index. */
    private record Selected(List<DisplayedConnection> connections, IntFunction<byte[]> json) {}

    private Selected selected(QueryParameters parameters, Comparator<DisplayedConnection> order) {
        var filter = new Filter(parameters);
        if (parameters.at().isPresent()) {
            return sorted(DisplayedConnection.all(model, parameters), filter, order, json::encoded);
        }
        var list = current.at(parameters.now());
        return filter.selectsAll() && parameters.isUsual("sort", "id")
                ? new Selected(list.connections(), list::json)
                : sorted(list.connections(), filter, order, current::json);
    }

    private static Selected sorted(
            List<DisplayedConnection> all,
            Filter filter,
            Comparator<DisplayedConnection> order,
            Function<DisplayedConnection, byte[]> json) {
        var sorted = all.stream().filter(filter).sorted(order).toList();
        return new Selected(sorted, index -> json.apply(sorted.get(index)));
    }

    private static int firstAfter(String last, List<DisplayedConnection> all) {
        int first = 0;
        while (first < all.size() && !isAfter(all.get(first), last)) {
            first++;
        }
        return first;
    }

    private static boolean isAfter(DisplayedConnection it, String last) {
        int byId = it.id().compareTo(last.substring(last.lastIndexOf('/') + 1));
        return byId > 0 || (byId == 0 && it.qualifiedName().compareTo(last) > 0);
    }

    /** Address of the next page. In the order by id, connections that come or go meanwhile shift nothing. */
    private static String next(QueryParameters parameters, DisplayedConnection last, int offset) {
        var where = parameters.isUsual("sort", "id")
                ? Map.of("after", last.qualifiedName())
                : Map.of("offset", Integer.toString(offset));
        return PATH + "?" + parameters.with(where, "after", "offset");
    }

    private static Comparator<DisplayedConnection> order(String name) {
        var order = java.util.Objects.requireNonNull(ORDERS.get(name.replace("-", "")));
        return (name.startsWith("-") ? order.reversed() : order).thenComparing(BY_ID);
    }

    Optional<ObjectNode> one(String id, QueryParameters parameters) {
        Instant moment = parameters.moment();
        return DisplayedConnection.one(id, model, parameters).map(it -> {
            ConnectionView view = it.view();
            var answer = json.answerWithAlerts(parameters);
            var node = answer.putObject("connection");
            node.setAll(json.connection(it));
            node.put(
                    "deletedAt",
                    view.getDeletedAt() == null ? null : view.getDeletedAt().toString());
            node.set("configuration", configuration(view, moment).orElse(null));
            var changes = node.putArray("changes");
            changesUntil(view, moment).forEach(change -> changes.add(json.change(change)));
            var transitions = node.putArray("transitions");
            transitions(it, moment).forEach(transitions::add);
            var alerts = node.putArray("alerts");
            json.alerts(parameters).stream()
                    .filter(alert -> isAbout(alert, it))
                    .sorted(Comparator.comparing(Alert::getUpdatedAt).reversed())
                    .forEach(alert -> alerts.add(json.alert(alert, parameters)));
            var availability = node.putObject("availability");
            node.put(
                    "serviceSince",
                    model.intervals()
                            .states(it.id())
                            .serviceSince()
                            .map(Instant::toString)
                            .orElse(null));
            for (var window : Map.of("day", Duration.ofDays(1), "month", Duration.ofDays(30))
                    .entrySet()) {
                var span = new QueryParameters.Window(moment.minus(window.getValue()), moment);
                availability.set(window.getKey(), json.figures(it.figures(model, span)));
            }
            return answer;
        });
    }

    private List<Transition> changesUntil(ConnectionView view, Instant moment) {
        return model.changes(view).stream()
                .filter(it -> !it.getDetectedAt().isAfter(moment))
                .toList();
    }

    /** The configuration is known as it is; that of an earlier time is known only if nothing has changed it since. */
    private Optional<JsonNode> configuration(ConnectionView view, Instant moment) {
        return changesUntil(view, moment).size() < model.changes(view).size()
                ? Optional.empty()
                : model.configuration(view).map(json::configuration);
    }

    private static boolean isAbout(Alert alert, DisplayedConnection it) {
        return it.id().equals(alert.getConnectionId()) || alert.getMembers().contains(it.id());
    }

    /** Latest transitions of the connection's facets and of its tunnels', newest first. */
    private List<ObjectNode> transitions(DisplayedConnection it, Instant now) {
        record Change(Instant at, ObjectNode node) {}
        var changes = new ArrayList<Change>();
        var entities = new ArrayList<>(it.tunnels());
        entities.add(it.id());
        Instant end = now.plusMillis(1);
        for (String entity : entities) {
            for (FacetKind facet : model.intervals().facets(entity)) {
                TimelineInterval before = null;
                for (TimelineInterval span : model.intervals().between(entity, facet, now.minus(RECENT), end, MOST)) {
                    if (before != null) {
                        changes.add(new Change(span.from(), json.transition(entity, facet, before, span)));
                    }
                    before = span;
                }
            }
        }
        return changes.stream()
                .sorted(Comparator.comparing(Change::at).reversed())
                .limit(MOST_TRANSITIONS)
                .map(Change::node)
                .toList();
    }

    /** The states of each connection over time: {@code [state, seconds since the epoch]} where each begins. */
    ObjectNode strips(QueryParameters parameters) {
        var window = parameters.window(Duration.ofDays(1));
        var answer = json.answer(parameters, window);
        answer.put("from", window.from().toString());
        answer.put("to", window.to().toString());
        var strips = answer.putObject("strips");
        var changes = answer.putObject("changes");
        DisplayedConnection.all(model, parameters.now()).stream()
                .filter(new Filter(parameters))
                .forEach(it -> {
                    var strip = strips.putArray(it.id());
                    String before = "";
                    var states = model.intervals().states(it.id());
                    for (TimelineInterval span : states.between(window.from(), window.to(), MOST_IN_A_STRIP)) {
                        String state = span.label().state().name();
                        if (!state.equals(before)) {
                            strip.addArray()
                                    .add(state)
                                    .add(Math.max(
                                            span.from().getEpochSecond(),
                                            window.from().getEpochSecond()));
                        }
                        before = state;
                    }
                    var changed = model.changes(it.view()).stream()
                            .filter(change -> change.getKind() == TransitionKind.CONFIGURATION_CHANGED)
                            .filter(change -> change.getDetectedAt().isAfter(window.from())
                                    && change.getDetectedAt().isBefore(window.to()))
                            .toList();
                    if (!changed.isEmpty()) {
                        var marks = changes.putArray(it.id());
                        changed.forEach(
                                change -> marks.add(change.getDetectedAt().getEpochSecond()));
                    }
                    if (it.stale()
                            && it.seen().isAfter(window.from())
                            && it.seen().isBefore(window.to())) {
                        strip.addArray()
                                .add(FacetState.UNKNOWN.name())
                                .add(it.seen().getEpochSecond());
                    }
                });
        return answer;
    }
}
