package io.tunnelwatch.sink.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.sink.model.Figures;
import io.tunnelwatch.sink.model.MaintenancePlan;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.FacetKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Availability report, grouped by a key that the request names. */
final class Reports {
    private static final Duration USUAL = Duration.ofDays(30);
    private static final int MOST = 10_000;
    private static final int MOST_MAINTENANCE = 1_000;
    private static final String UNNAMED = "(none)";

    private final ReadModel model;
    private final JsonViews json;

    Reports(ReadModel model, JsonViews json) {
        this.model = model;
        this.json = json;
    }

    /** Sums of one key. */
    private static final class Row {
        private final TreeSet<String> names = new TreeSet<>();
        private final TreeSet<String> connections = new TreeSet<>();
        private final TreeSet<String> deleted = new TreeSet<>();
        private Figures figures = Figures.NONE;
    }

    ObjectNode availability(QueryParameters parameters) {
        var window = parameters.window(USUAL);
        String by = parameters.text("by").orElse("connection");
        Optional<FacetKind> facet = parameters.oneOf("facet", FacetKind.class);
        int limit = parameters.number("limit", MOST, 1, MOST);
        var rows = new TreeMap<String, Row>();
        var plan = DisplayedConnection.plan(model, window);
        var splices = new TreeSet<Instant>();
        Figures all = DisplayedConnection.allSince(window.from(), model, parameters.now())
                .filter(new Filter(parameters))
                .map(it -> {
                    it.serviceSince(model, window).ifPresent(splices::add);
                    return count(it, by, facet, window, plan, rows);
                })
                .reduce(Figures.NONE, Figures::plus);
        var answer = json.answer(parameters, window);
        answer.put("from", window.from().toString());
        answer.put("to", window.to().toString());
        answer.put("by", by);
        answer.put(
                "serviceSince",
                facet.isPresent() || splices.isEmpty() ? null : splices.last().toString());
        answer.put("total", rows.size());
        answer.set("all", json.figures(all));
        var list = answer.putArray("rows");
        rows.entrySet().stream().limit(limit).forEach(it -> {
            var node = list.addObject();
            node.put("key", it.getKey());
            node.put("name", String.join(", ", it.getValue().names));
            node.put("connections", it.getValue().connections.size());
            node.put("deleted", it.getValue().deleted.size());
            node.setAll(json.figures(it.getValue().figures));
        });
        answer.set("maintenance", maintenance(plan, parameters.now()));
        return answer;
    }

    /** What counts as planned time, so that a reader can judge it. */
    ArrayNode maintenance(MaintenancePlan plan, Instant now) {
        return json.commands()
                .commands(plan.counted().stream()
                        .limit(MOST_MAINTENANCE)
                        .flatMap(id -> model.commands().state(id, now).stream())
                        .toList());
    }

    /** Adds a connection to its rows. Returns its figures, or with {@code tunnel} those of its tunnels together. */
    private Figures count(
            DisplayedConnection it,
            String by,
            Optional<FacetKind> facet,
            QueryParameters.Window window,
            MaintenancePlan plan,
            TreeMap<String, Row> rows) {
        Figures sum = Figures.NONE;
        boolean isByTunnel = by.equals("tunnel");
        for (String entity : isByTunnel ? it.tunnels() : List.of(it.id())) {
            Figures figures = it.figures(model, window, entity, facet, plan);
            (isByTunnel ? List.of(entity) : keys(it, by)).forEach(key -> add(rows, key, it, figures));
            sum = sum.plus(figures);
        }
        return sum;
    }

    private static void add(TreeMap<String, Row> rows, String key, DisplayedConnection it, Figures figures) {
        Row row = rows.computeIfAbsent(key, any -> new Row());
        row.figures = row.figures.plus(figures);
        row.connections.add(it.id());
        if (it.view().getDeletedAt() != null) {
            row.deleted.add(it.id());
        }
        if (key.equals(it.id()) || key.startsWith("tun-")) {
            row.names.add(it.name());
        }
    }

    private static List<String> keys(DisplayedConnection it, String by) {
        ConnectionContext context = it.view().getContext();
        return switch (by) {
            case "connection" -> List.of(it.id());
            case "gateway" -> List.of(named(Filter.gateway(context)));
            case "customerGateway" ->
                context.getCustomerGatewayIds().isEmpty() ? List.of(UNNAMED) : context.getCustomerGatewayIds();
            case "account" -> List.of(it.view().getAccount());
            case "region" -> List.of(it.view().getRegion());
            case "tag" -> tags(context);
            default -> {
                if (!by.startsWith("tag:")) {
                    throw new QueryParameters.BadQueryException(
                            "by must be one of: connection, tunnel, gateway, customerGateway,"
                                    + " account, region, tag, tag:KEY");
                }
                yield List.of(named(valueOf(context, by.substring(4))));
            }
        };
    }

    private static List<String> tags(ConnectionContext it) {
        var tags = new ArrayList<String>();
        it.getTags().forEach(tag -> tags.add(tag.getKey() + ":" + tag.getValue()));
        return tags.isEmpty() ? List.of(UNNAMED) : tags;
    }

    /** The value of a tag; empty if the connection has none of that name. */
    static String valueOf(ConnectionContext it, String key) {
        return it.getTags().stream()
                .filter(tag -> tag.getKey().equals(key))
                .findFirst()
                .map(tag -> tag.getValue())
                .orElse("");
    }

    /** The key of a group; connections without one are a group, too. */
    static String named(String text) {
        return text.isEmpty() ? UNNAMED : text;
    }
}
