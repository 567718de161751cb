package io.tunnelwatch.sink.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.sink.api.QueryParameters.BadQueryException;
import io.tunnelwatch.sink.model.Figures;
import io.tunnelwatch.sink.model.ReadModel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The fleet at a glance: availability by day, the connections with the worst availability, and those with the most outages. */
final class Fleet {
    /** The last one of the days is today, and not over. */
    private static final int USUAL_DAYS = 30;

    /** Each day of each connection is counted anew for each answer. */
    private static final Duration LONGEST = Duration.ofDays(92);

    /** More than these are a report, and not a glance. */
    private static final int MOST = 10;

    private final ReadModel model;
    private final JsonViews json;
    private final Reports reports;

    Fleet(ReadModel model, JsonViews json, Reports reports) {
        this.model = model;
        this.json = json;
        this.reports = reports;
    }

    /** A connection with its figures, and its group; null if the request groups nothing. */
    private record Ranked(DisplayedConnection connection, String group, Figures figures) {
        /** Maintenance is no fault: the share outside planned time comes first. */
        double badness() {
            return 1 - figures.availabilityOutsidePlanned().orElse(1);
        }
    }

    /** The sums of one group. */
    private static final class Group {
        private final String key;
        private int connections;
        private Figures figures = Figures.NONE;

        private Group(String key) {
            this.key = key;
        }

        private void add(Figures it) {
            connections++;
            figures = figures.plus(it);
        }

        private double badness() {
            return 1 - figures.availabilityOutsidePlanned().orElse(1);
        }

        private String key() {
            return key;
        }
    }

    ObjectNode glance(QueryParameters parameters) {
        ZoneId zone = parameters.zone("zone");
        var window = parameters.window(to -> FleetDays.startOfDay(to.minusMillis(1), 1 - USUAL_DAYS, zone), LONGEST);
        Optional<String> by = parameters.text("group").map(Fleet::known);
        var days = new FleetDays(model, window, zone);
        var plan = DisplayedConnection.plan(model, window);
        var all = new ArrayList<Ranked>();
        var splices = new TreeSet<Instant>();
        DisplayedConnection.allSince(window.from(), model, parameters.now())
                .filter(new Filter(parameters))
                .forEach(it -> {
                    days.add(it);
                    it.serviceSince(model, window).ifPresent(splices::add);
                    all.add(new Ranked(
                            it,
                            by.map(group -> groupOf(it, group)).orElse(""),
                            it.figures(model, window, it.id(), Optional.empty(), plan)));
                });
        var answer = json.answer(parameters, window);
        answer.put("from", window.from().toString());
        answer.put("to", window.to().toString());
        answer.put("zone", zone.getId());
        answer.put("group", by.orElse(null));
        answer.put("serviceSince", splices.isEmpty() ? null : splices.last().toString());
        answer.put("connections", all.size());
        answer.set("figures", json.figures(all.stream().map(Ranked::figures).reduce(Figures.NONE, Figures::plus)));
        days(answer.putArray("days"), days);
        List<Ranked> worst = worst(all);
        List<Ranked> flapping = flapping(all);
        connections(answer.putArray("worst"), worst, by.isPresent());
        connections(answer.putArray("flapping"), flapping, by.isPresent());
        groups(answer, by.isPresent() ? all : List.of(), Stream.concat(worst.stream(), flapping.stream()));
        answer.set("maintenance", reports.maintenance(plan, parameters.now()));
        return answer;
    }

    private static String known(String group) {
        if (!group.equals("gateway") && !group.equals("region") && !group.matches("tag:.+")) {
            throw new BadQueryException("group must be one of: gateway, region, tag:NAME");
        }
        return group;
    }

    /** A region belongs to an account: two accounts have different connections in it. */
    private static String groupOf(DisplayedConnection it, String group) {
        return switch (group) {
            case "gateway" -> Reports.named(Filter.gateway(it.view().getContext()));
            case "region" -> it.view().getAccount() + "/" + it.view().getRegion();
            default -> Reports.named(Reports.valueOf(it.view().getContext(), group.substring("tag:".length())));
        };
    }

    /** Connections that were always up outside planned time are not among the worst. */
    private static List<Ranked> worst(List<Ranked> all) {
        return all.stream()
                .filter(it -> it.badness() > 0)
                .sorted(Comparator.comparingDouble(Ranked::badness)
                        .reversed()
                        .thenComparing(Ranked::connection, Connections.BY_ID))
                .limit(MOST)
                .toList();
    }

    private static List<Ranked> flapping(List<Ranked> all) {
        return all.stream()
                .filter(it -> it.figures.outages() > 0)
                .sorted(Comparator.comparingInt((Ranked it) -> it.figures.outages())
                        .reversed()
                        .thenComparing(Ranked::connection, Connections.BY_ID))
                .limit(MOST)
                .toList();
    }

    private void days(ArrayNode into, FleetDays days) {
        days.days().forEach(it -> {
            var node = into.addObject();
            node.put("from", it.window().from().toString());
            node.put("to", it.window().to().toString());
            node.put("connections", it.connections());
            node.setAll(json.figures(it.figures()));
        });
    }

    private void connections(ArrayNode into, List<Ranked> ranked, boolean isGrouped) {
        ranked.forEach(it -> {
            var node = into.addObject();
            node.put("id", it.connection.id());
            node.put("account", it.connection.view().getAccount());
            node.put("region", it.connection.view().getRegion());
            node.put("name", it.connection.name());
            node.put("group", isGrouped ? it.group : null);
            node.put("deleted", it.connection.view().getDeletedAt() != null);
            node.setAll(json.figures(it.figures));
        });
    }

    /** The worst groups, and those of the listed connections. */
    private void groups(ObjectNode answer, List<Ranked> all, Stream<Ranked> listed) {
        Map<String, Group> groups = new HashMap<>();
        all.forEach(it -> groups.computeIfAbsent(it.group, Group::new).add(it.figures));
        var needed = new HashSet<String>();
        listed.forEach(it -> needed.add(it.group));
        List<Group> sorted = groups.values().stream()
                .sorted(Comparator.comparingDouble(Group::badness).reversed().thenComparing(Group::key))
                .toList();
        answer.put("groupsTotal", groups.size());
        var list = answer.putArray("groups");
        for (int i = 0; i < sorted.size(); i++) {
            Group it = sorted.get(i);
            if (i < MOST || needed.contains(it.key)) {
                var node = list.addObject();
                node.put("key", it.key);
                node.put("connections", it.connections);
                node.setAll(json.figures(it.figures));
            }
        }
    }
}
