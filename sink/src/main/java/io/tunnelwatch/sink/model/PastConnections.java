package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The connections as they were at a time: their states from the intervals, their names and networks from their own changes. The
 * view of a connection that had not been observed yet has no facets.
 */
final class PastConnections {
    /** Stands for a time that is not known. */
    private static final Instant NEVER = Instant.EPOCH;

    /** The facets that were the state of a connection, in the order in which they count. */
    private static final List<FacetKind> HEADLINES = List.of(FacetKind.SERVICE, FacetKind.REDUNDANCY, FacetKind.IPSEC);

    private final Map<String, ConnectionView> views;
    private final ConnectionChanges changes;
    private final Intervals intervals;

    /** The time before which a connection is not shown, by its key. */
    private final Map<String, Instant> hiddenBefore;

    PastConnections(
            Map<String, ConnectionView> views,
            ConnectionChanges changes,
            Intervals intervals,
            Map<String, Instant> hiddenBefore) {
        this.views = views;
        this.changes = changes;
        this.intervals = intervals;
        this.hiddenBefore = hiddenBefore;
    }

    List<ConnectionView> all(Instant at) {
        return keys().stream().flatMap(it -> one(it, at).stream()).toList();
    }

    /** Finds a connection by its whole key or by its id alone. */
    Optional<ConnectionView> find(String idOrKey, Instant at) {
        return keys().stream()
                .filter(it -> it.equals(idOrKey) || id(it).equals(idOrKey))
                .flatMap(it -> one(it, at).stream())
                .findFirst();
    }

    /** The connections of a target that are named, or are on one of the gateways. Most are not, and cost no more than a look. */
    List<ConnectionView> related(String target, Set<String> named, Set<String> gateways, Instant at) {
        return keys().stream()
                .filter(it -> it.startsWith(target + "/"))
                .filter(it -> named.contains(it) || isOn(gateways, contextAt(it, changes.of(it), at)))
                .flatMap(it -> one(it, at).stream())
                .toList();
    }

    private static boolean isOn(Set<String> gateways, ConnectionContext it) {
        return gateways.contains(it.getVpnGatewayId())
                || gateways.contains(it.getTransitRouterId())
                || it.getCustomerGatewayIds().stream().anyMatch(gateways::contains);
    }

    private TreeSet<String> keys() {
        var keys = new TreeSet<>(views.keySet());
        keys.addAll(changes.keys());
        return keys;
    }

    private static String id(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /** A connection as it was; empty if it did not exist. */
    private Optional<ConnectionView> one(String key, Instant at) {
        if (at.isBefore(hiddenBefore.getOrDefault(key, Instant.MIN))) {
            return Optional.empty();
        }
        List<FacetView> facets = facets(key, at);
        List<Transition> own = changes.of(key);
        return facets.isEmpty() && wasAbsent(key, own, at) ? Optional.empty() : Optional.of(view(key, facets, own, at));
    }

    private List<FacetView> facets(String key, Instant at) {
        var facets = new ArrayList<FacetView>();
        addFacets(id(key), null, at, facets);
        changes.tunnels(key, views.get(key)).forEach(it -> addFacets(it, it, at, facets));
        return facets;
    }

    private void addFacets(String entity, @Nullable String tunnelId, Instant at, List<FacetView> into) {
        for (FacetKind kind : intervals.facets(entity)) {
            intervals.at(entity, kind, at).ifPresent(it -> into.add(new FacetView(tunnelId, kind, value(it))));
        }
    }

    private static FacetValue value(TimelineInterval it) {
        return new FacetValue(
                it.label().state(), it.label().reason(), it.label().raw(), it.from());
    }

    /** Returns whether a connection without any facet did not exist, instead of not being observed yet. */
    private boolean wasAbsent(String key, List<Transition> own, Instant at) {
        return intervals.hasEndedBy(id(key), at)
                || own.stream()
                        .filter(it -> it.getDetectedAt().isAfter(at))
                        .findFirst()
                        .filter(it -> it.getKind() == TransitionKind.CONNECTION_CREATED)
                        .isPresent();
    }

    private ConnectionView view(String key, List<FacetView> facets, List<Transition> own, Instant at) {
        String target = key.substring(0, key.lastIndexOf('/'));
        return ConnectionView.newBuilder()
                .setAccount(target.substring(0, target.lastIndexOf('/')))
                .setRegion(target.substring(target.lastIndexOf('/') + 1))
                .setConnectionId(id(key))
                .setHeadline(headline(facets))
                .setFacets(facets)
                .setContext(withoutLifecycle(contextAt(key, own, at)))
                .setChangedAt(changedAt(facets, own, at))
                .setOrder(new Order(0L, 0L, 0))
                .build();
    }

    private static FacetValue headline(List<FacetView> facets) {
        return HEADLINES.stream()
                .flatMap(kind -> facets.stream().filter(it -> it.getTunnelId() == null && it.getFacet() == kind))
                .findFirst()
                .map(FacetView::getValue)
                .orElseGet(() -> new FacetValue(FacetState.UNKNOWN, FacetReason.NOT_SEEN, "", NEVER));
    }

    private ConnectionContext contextAt(String key, List<Transition> own, Instant at) {
        ConnectionView today = views.get(key);
        return context(own, at).orElseGet(() -> today == null ? nothingKnown() : today.getContext());
    }

    /** No transition follows the life cycle, so what it was is not known. */
    private static ConnectionContext withoutLifecycle(ConnectionContext it) {
        return ConnectionContext.newBuilder(it).setLifecycle("").build();
    }

    private static ConnectionContext nothingKnown() {
        return ConnectionContext.newBuilder().build();
    }

    /** The context of the last change until then, or that before the first change since; empty if no change is known. */
    private static Optional<ConnectionContext> context(List<Transition> own, Instant at) {
        ConnectionContext last = null;
        for (Transition it : own) {
            if (it.getContext() != null && it.getDetectedAt().isAfter(at)) {
                return Optional.of(last != null ? last : ContextRewind.before(it.getContext(), it.getChanges()));
            }
            last = it.getContext() == null ? last : it.getContext();
        }
        return Optional.ofNullable(last);
    }

    private static Instant changedAt(List<FacetView> facets, List<Transition> own, Instant at) {
        return Stream.concat(
                        facets.stream().map(it -> it.getValue().getSince()),
                        own.stream().map(Transition::getDetectedAt).filter(it -> !it.isAfter(at)))
                .max(Instant::compareTo)
                .orElse(NEVER);
    }
}
