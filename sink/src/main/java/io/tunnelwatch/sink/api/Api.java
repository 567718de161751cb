package io.tunnelwatch.sink.api;

import static io.tunnelwatch.sink.api.QueryParameters.AT;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.sink.api.QueryParameters.BadQueryException;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.model.TimelineInterval;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.Fields;

/** Answers the requests of the read API. */
public final class Api {
    private static final String ROOT = "/api/v1/";
    private static final String CONNECTIONS = Connections.PATH;
    private static final String ONE_CONNECTION = CONNECTIONS + "/";
    private static final Pattern ID = Pattern.compile("[\\w.:-]{1,128}(/[\\w.:-]{1,128}){0,2}");
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST_ALERTS = 5_000;
    private static final int MOST_INTERVALS = 10_000;
    private static final int MOST_COMMANDS = 10_000;
    private static final int MOST_NOTICES = 1_000;

    private final ReadModel model;
    private final JsonViews json;
    private final Clock clock;
    private final String notice;
    private final SortedMap<String, String> scope;
    private final Connections connections;
    private final Reports reports;
    private final PacketReplies packets;
    private final Fleet fleet;

    public Api(ReadModel model, JsonViews json, Clock clock, String notice) {
        this(model, json, clock, notice, Map.of());
    }

    /** @param scope the tags, by their labels, to which the answers are limited; empty for none */
    Api(ReadModel model, JsonViews json, Clock clock, String notice, Map<String, String> scope) {
        this.scope = new TreeMap<>(scope);
        this.model = model;
        this.json = json;
        this.clock = clock;
        this.notice = notice;
        this.connections = new Connections(model, json);
        this.reports = new Reports(model, json);
        this.packets = new PacketReplies(model, json);
        this.fleet = new Fleet(model, json, reports);
    }

    public Reply reply(String path, Fields query) {
        return reply(path, query, "");
    }

    /** @param accept the media types that the client takes, as in its header; empty for any */
    public Reply reply(String path, Fields query, String accept) {
        try {
            if (PacketReplies.answers(path)) {
                return packets.reply(path, parameters(query, PacketReplies.FORMAT, PacketReplies.FIRED_AT), accept);
            }
            if (path.equals(CONNECTIONS)) {
                var parameters = parameters(query, Filter.parametersAnd("sort", "after", "offset", "limit", AT));
                Reply list = connections.list(parameters);
                return isSettled(parameters) ? list.cacheable() : list;
            }
            return path.startsWith(ONE_CONNECTION)
                    ? connection(path.substring(ONE_CONNECTION.length()), query)
                    : answer(path, query).map(it -> Reply.json(200, it)).orElseGet(Api::nothingHere);
        } catch (BadQueryException e) {
            return Reply.problem(400, "Bad request", String.valueOf(e.getMessage()));
        }
    }

    /** Returns whether nothing can change any more what an answer about an earlier time says of the connections. */
    private boolean isSettled(QueryParameters parameters) {
        return parameters
                .at()
                .filter(it -> json.isComplete() && model.past().isSettled(it, parameters.now()))
                .isPresent();
    }

    private Optional<ObjectNode> answer(String path, Fields query) {
        return switch (path.startsWith(ROOT) ? path.substring(ROOT.length()) : "") {
            case "strips" -> Optional.of(connections.strips(parameters(query, Filter.parametersAnd("from", "to"))));
            case "alerts" ->
                Optional.of(alerts(parameters(query, "status", "severity", "rule", "connection", "from", "limit", AT)));
            case "intervals" -> intervals(parameters(query, "entity", "facet", "from", "to", "limit"));
            case "availability" ->
                Optional.of(reports.availability(
                        parameters(query, Filter.parametersAnd("by", "facet", "from", "to", "limit"))));
            case "fleet" ->
                Optional.of(fleet.glance(parameters(query, Filter.parametersAnd("from", "to", "zone", "group"))));
            case "commands" -> Optional.of(commands(parameters(query, "all", "limit")));
            case "notices" -> Optional.of(notices(parameters(query, "fingerprint", "limit")));
            case "summary" -> Optional.of(summary(parameters(query, AT)));
            case "openapi.json" -> {
                parameters(query);
                yield Optional.of(json.contract());
            }
            default -> Optional.empty();
        };
    }

    private QueryParameters parameters(Fields query, String... names) {
        return new QueryParameters(query, clock, names);
    }

    private Reply connection(String id, Fields query) {
        if (!ID.matcher(id).matches()) {
            return Reply.problem(400, "Bad request", "A connection is named by its id, or by account/region/id.");
        }
        return connections
                .one(id, parameters(query, AT))
                .map(it -> Reply.json(200, it))
                .orElseGet(() -> Reply.problem(404, "Not found", "No such connection is known."));
    }

    private static Reply nothingHere() {
        return Reply.problem(
                404, "Not found", "Nothing exists at this address, or nothing is known of what was requested.");
    }

    private ObjectNode alerts(QueryParameters parameters) {
        String status = parameters.oneOf("status", "active", List.of("active", "all", "past"));
        Optional<AlertSeverity> severity = parameters.oneOf("severity", AlertSeverity.class);
        Optional<String> rule = parameters.text("rule");
        Optional<String> connection = parameters.text("connection");
        Instant since =
                parameters.time("from").orElseGet(() -> parameters.moment().minus(DAY));
        int limit = parameters.number("limit", MOST_ALERTS, 1, MOST_ALERTS);
        var answer = json.answerWithAlerts(parameters);
        var list = answer.putArray("alerts");
        json.alerts(parameters).stream()
                .filter(it -> it.getActive()
                        ? !status.equals("past")
                        : !status.equals("active") && it.getUpdatedAt().isAfter(since))
                .filter(it -> severity.map(wanted -> wanted == it.getSeverity()).orElse(true))
                .filter(it ->
                        rule.map(wanted -> wanted.equals(it.getRule().name())).orElse(true))
                .filter(it -> connection
                        .map(wanted -> wanted.equals(it.getConnectionId())
                                || it.getMembers().contains(wanted))
                        .orElse(true))
                .sorted(Comparator.comparing(Alert::getActive)
                        .thenComparing(Alert::getUpdatedAt)
                        .reversed()
                        .thenComparing(Alert::getFingerprint))
                .limit(limit)
                .forEach(it -> list.add(json.alert(it, parameters)));
        return answer;
    }

    private Optional<ObjectNode> intervals(QueryParameters parameters) {
        String entity = parameters
                .text("entity")
                .map(Api::bareId)
                .orElseThrow(() ->
                        new BadQueryException("entity is missing: give a connection, a tunnel, or account/region"));
        var window = parameters.window(DAY);
        Optional<FacetKind> only = parameters.oneOf("facet", FacetKind.class);
        int limit = parameters.number("limit", MOST_INTERVALS, 1, MOST_INTERVALS);
        if (!model.intervals().knows(entity)) {
            return Optional.empty();
        }
        record Span(FacetKind facet, TimelineInterval stretch) {}
        var spans = model.intervals().facets(entity).stream()
                .filter(it -> only.map(wanted -> wanted == it).orElse(true))
                .flatMap(facet -> model.intervals().between(entity, facet, window.from(), window.to(), limit).stream()
                        .map(it -> new Span(facet, it)))
                .sorted(Comparator.comparing((Span it) -> it.stretch().from()).thenComparing(Span::facet))
                .limit(limit)
                .toList();
        var answer = json.answer(parameters, window);
        answer.put("from", window.from().toString());
        answer.put("to", window.to().toString());
        answer.put("truncated", spans.size() == limit);
        // An open interval of a target that is out of sight is known up to its last complete scan and no further.
        answer.put("knownUntil", knownUntil(entity, parameters.now()).toString());
        var list = answer.putArray("intervals");
        spans.forEach(it -> list.add(json.interval(entity, it.facet(), it.stretch())));
        return Optional.of(answer);
    }

    private ObjectNode commands(QueryParameters parameters) {
        int limit = parameters.number("limit", MOST_COMMANDS, 1, MOST_COMMANDS);
        var known = parameters.isSet("all")
                ? model.commands().all(parameters.now())
                : model.commands().current(parameters.now());
        var answer = json.answer(parameters);
        answer.put("total", known.size());
        answer.set("commands", json.commands().commands(known.subList(0, Math.min(limit, known.size()))));
        return answer;
    }

    private ObjectNode notices(QueryParameters parameters) {
        int limit = parameters.number("limit", MOST_NOTICES, 1, MOST_NOTICES);
        Optional<String> fingerprint = parameters.text("fingerprint");
        var answer = json.answer(parameters);
        var list = answer.putArray("notices");
        model.notices().recent().stream()
                .filter(it -> fingerprint.map(it.fingerprint()::equals).orElse(true))
                .limit(limit)
                .forEach(it -> list.add(json.commands().notice(it)));
        return answer;
    }

    private Instant knownUntil(String entity, Instant now) {
        return model.connections().stream()
                .filter(it -> it.getConnectionId().equals(entity)
                        || it.getFacets().stream().anyMatch(facet -> entity.equals(facet.getTunnelId())))
                .findFirst()
                .map(it -> DisplayedConnection.of(it, model, now).seen())
                .orElse(now);
    }

    private ObjectNode summary(QueryParameters parameters) {
        Instant now = parameters.now();
        ObjectNode answer = json.answerWithAlerts(parameters);
        answer.put("now", now.toString());
        answer.put("notice", notice);
        var limits = answer.putObject("scope");
        scope.forEach(limits::put);
        var counts = new EnumMap<FacetState, Integer>(FacetState.class);
        DisplayedConnection.all(model, parameters).forEach(it -> counts.merge(it.state(), 1, Integer::sum));
        var states = answer.putObject("states");
        for (FacetState state : FacetState.values()) {
            states.put(state.name(), counts.getOrDefault(state, 0));
        }
        var known = json.alerts(parameters);
        var alerts = answer.putObject("alerts");
        for (AlertSeverity severity : AlertSeverity.values()) {
            alerts.put(severity.name(), countUninhibited(known, severity));
        }
        var targets = answer.putArray("targets");
        parameters
                .at()
                .ifPresentOrElse(
                        at -> model.past()
                                .targets(at, now)
                                .forEach((name, it) -> targets.add(TargetJson.targetAt(name, it))),
                        () -> model.targets()
                                .forEach(it -> targets.add(json.targets().target(it, now))));
        answer.set("troubles", json.troubles(now));
        return answer;
    }

    /** Counts active alerts; inhibited ones are left out, so as not to count one problem twice. */
    private static long countUninhibited(Collection<Alert> alerts, AlertSeverity severity) {
        return alerts.stream()
                .filter(it -> it.getActive() && it.getSeverity() == severity && it.getInhibitedBy() == null)
                .count();
    }

    /** The bare id of {@code account/region/id}; {@code account/region} names a target and stays as it is. */
    private static String bareId(String entity) {
        String[] parts = entity.split("/", -1);
        return parts.length >= 3 ? parts[parts.length - 1] : entity;
    }
}
