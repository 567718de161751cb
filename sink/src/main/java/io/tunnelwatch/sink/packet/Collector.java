package io.tunnelwatch.sink.packet;

import io.tunnelwatch.sink.model.AlertIncident;
import io.tunnelwatch.sink.model.NoticeRecord;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.topics.Hole;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Collects one packet from the read model. It asks the model for nothing that depends on a clock. */
final class Collector {
    /** The usual time before and after an incident that is shown; of a long one, a tenth of its own length. */
    private static final Duration BEFORE = Duration.ofHours(1);

    /** Before the first scan there is nothing to see. */
    private static final Duration BEFORE_THE_FIRST_SCAN = Duration.ofMinutes(5);

    private static final Duration AFTER = Duration.ofMinutes(15);
    private static final int SHARE = 10;

    private final ReadModel model;
    private final Runbook runbook;
    private final BiFunction<Instant, Instant, List<Hole>> missing;
    private final AlertIncident incident;
    private final Alert alert;
    private final String target;
    private final Instant from;
    private final Instant to;

    Collector(
            ReadModel model,
            Runbook runbook,
            AlertIncident incident,
            BiFunction<Instant, Instant, List<Hole>> missing) {
        this.missing = missing;
        this.model = model;
        this.runbook = runbook;
        this.incident = incident;
        this.alert = incident.last();
        this.target = alert.getAccount() + "/" + alert.getRegion();
        Duration share = Duration.between(incident.since(), incident.until()).dividedBy(SHARE);
        boolean wasNeverWell = incident.notBefore().equals(incident.since());
        this.from = incident.notBefore().minus(wasNeverWell ? BEFORE_THE_FIRST_SCAN : longer(BEFORE, share));
        this.to = end(incident.until().plus(longer(AFTER, share)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Nothing later than what is known, and nothing of the next incident. */
    private Instant end(Instant wanted) {
        Instant known = model.knownUntil(alert);
        Instant next = incident.nextFiredAt();
        Instant end = known.isBefore(wanted) ? known : wanted;
        return next != null && next.isBefore(end) ? next : end;
    }

    Packet packet() {
        Set<String> gateways = gateways();
        var relatives = new Relatives(model, incident, target, gateways);
        return new Packet(
                incident,
                from,
                to,
                lanes(relatives),
                new Changes(model, alert, target, from, to).of(connections()),
                relatives.related(),
                Bounded.ends(incident.steps(), Limits.STEPS),
                Bounded.ends(notices(), Limits.NOTICES),
                Bounded.first(model.commands().covers(incident), Limits.COMMANDS),
                diagnosis(),
                sections(),
                missing.apply(from.minus(Changes.BEFORE), to));
    }

    /** Ids of the connections that the alert is about: its own, or its members. */
    private List<String> connections() {
        return alert.getConnectionId() != null ? List.of(alert.getConnectionId()) : incident.members();
    }

    /** Ids of the gateways that the alert is about, or that its connection is on. */
    private Set<String> gateways() {
        var gateways = new TreeSet<String>();
        switch (alert.getRule()) {
            case GatewayDown -> gateways.add(alert.getEntity());
            case TargetStale, Summary -> {}
            case ConnectionDown, ConnectionDegraded, BgpDown, HealthCheckFailed, UNKNOWN -> {
                if (alert.getContext() != null) {
                    gateways.addAll(gateways(alert.getContext()));
                }
            }
        }
        gateways.remove("");
        return gateways;
    }

    static List<String> gateways(ConnectionContext it) {
        return Stream.concat(
                        Stream.of(it.getVpnGatewayId(), it.getTransitRouterId()), it.getCustomerGatewayIds().stream())
                .distinct()
                .toList();
    }

    /** The facets of the connection and its tunnels, or the states of the members; then whether the target could be seen. */
    private Bounded<Packet.Lane> lanes(Relatives relatives) {
        var lanes = new Lanes(model.intervals(), from, to);
        if (alert.getConnectionId() != null) {
            addFacets(lanes, alert.getConnectionId());
        } else {
            incident.members().forEach(it -> lanes.addState(it, relatives.name(it)));
        }
        lanes.add(target, target, FacetKind.FRESHNESS);
        return lanes.all();
    }

    private void addFacets(Lanes lanes, String connectionId) {
        lanes.addAll(connectionId, "connection");
        int number = 0;
        for (String tunnel : tunnels(connectionId)) {
            lanes.addAll(tunnel, "tunnel " + ++number);
        }
    }

    private Set<String> tunnels(String connectionId) {
        var tunnels = Stream.of(incident.firedAt(), to)
                .flatMap(it -> view(connectionId, it).stream())
                .flatMap(it -> it.getFacets().stream())
                .flatMap(it -> Optional.ofNullable(it.getTunnelId()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        if (alert.getTunnelId() != null) {
            tunnels.add(alert.getTunnelId());
        }
        return tunnels;
    }

    private Optional<ConnectionView> view(String connectionId, Instant at) {
        return model.past().related(target, Set.of(target + "/" + connectionId), Set.of(), at).stream()
                .findFirst();
    }

    /** The decisions of this incident, and the answers of the destinations to them, however late. */
    private List<NoticeRecord> notices() {
        List<NoticeRecord> all = model.notices().of(alert.getFingerprint());
        Instant next = incident.nextFiredAt();
        Set<String> ids = all.stream()
                .filter(NoticeRecord::isDecision)
                .filter(it -> !it.at().isBefore(incident.firedAt())
                        && (next == null || it.at().isBefore(next)))
                .map(NoticeRecord::id)
                .collect(Collectors.toSet());
        return all.stream().filter(it -> ids.contains(it.id())).toList();
    }

    /** The last diagnosis, with the step that brought it. */
    private Optional<Packet.Diagnosis> diagnosis() {
        Packet.Diagnosis found = null;
        for (Alert it : incident.steps()) {
            String code = it.getDiagnosis();
            if (!code.isEmpty() && (found == null || !found.code().equals(code))) {
                String meaning = runbook.section(code).map(RunbookSection::text).orElse("");
                found = new Packet.Diagnosis(code, it.getUpdatedAt(), meaning);
            }
        }
        return Optional.ofNullable(found);
    }

    private List<RunbookSection> sections() {
        var names = new LinkedHashSet<String>();
        // An alert names a document and a section of it.
        incident.steps()
                .forEach(it ->
                        names.add(it.getRunbook().substring(it.getRunbook().lastIndexOf('#') + 1)));
        var sections = new ArrayList<RunbookSection>();
        names.forEach(it -> runbook.section(it).ifPresent(sections::add));
        return sections;
    }
}
