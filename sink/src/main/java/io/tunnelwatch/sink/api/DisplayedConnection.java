package io.tunnelwatch.sink.api;

import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.sink.model.Figures;
import io.tunnelwatch.sink.model.MaintenancePlan;
import io.tunnelwatch.sink.model.PlannedTime;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.model.TargetProgress;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A connection as displayed at a given time. It is shown as UNKNOWN instead of its last state if its target has not been
 * scanned and judged for too long, or if its view lacks a known transition.
 *
 * @param seen time until which the current state is known to have lasted
 */
public record DisplayedConnection(
        ConnectionView view, FacetState state, FacetReason reason, Instant since, boolean stale, Instant seen) {
    /** The facets that make a connection's headline: one of the two, by its number of tunnels. */
    static final List<FacetKind> HEADLINE = List.of(FacetKind.IPSEC, FacetKind.REDUNDANCY);

    static DisplayedConnection of(ConnectionView view, ReadModel model, Instant now) {
        Optional<TargetProgress> target = model.target(view.getAccount(), view.getRegion());
        var headline = view.getHeadline();
        if (!model.isCaughtUp() || target.isEmpty() || model.isStale(target.get(), now)) {
            Instant seen = target.flatMap(it -> model.lastComplete(it, now)).orElse(headline.getSince());
            return unknown(view, seen);
        }
        return model.laggingSince(view)
                .map(since -> unknown(view, since))
                .orElseGet(() -> new DisplayedConnection(
                        view, headline.getState(), headline.getReason(), headline.getSince(), false, now));
    }

    private static DisplayedConnection unknown(ConnectionView view, Instant seen) {
        return new DisplayedConnection(view, FacetState.UNKNOWN, FacetReason.NOT_SEEN, seen, true, seen);
    }

    public static List<DisplayedConnection> all(ReadModel model, Instant now) {
        return model.connections().stream().map(it -> of(it, model, now)).toList();
    }

    /** Connections that exist, and those that were deleted since. */
    public static Stream<DisplayedConnection> allSince(Instant since, ReadModel model, Instant now) {
        return Stream.concat(model.connections().stream(), model.deletedSince(since).stream())
                .map(it -> of(it, model, now));
    }

    public String id() {
        return view.getConnectionId();
    }

    /** The unique name: {@code account/region/id}. */
    String qualifiedName() {
        return view.getAccount() + "/" + view.getRegion() + "/" + id();
    }

    String name() {
        return view.getContext().getName();
    }

    /** Ids of its tunnels, sorted. */
    List<String> tunnels() {
        return view.getFacets().stream()
                .map(FacetView::getTunnelId)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    Figures figures(ReadModel model, QueryParameters.Window window) {
        return figures(model, window, id(), HEADLINE, plan(model, window));
    }

    /** Figures of the connection's headline. */
    public Figures figures(ReadModel model, Instant from, Instant to) {
        return figures(model, new QueryParameters.Window(from, to));
    }

    static MaintenancePlan plan(ReadModel model, QueryParameters.Window window) {
        return model.commands().plan(window.from(), window.to());
    }

    /** Figures of the connection or of one of its tunnels. It was of one kind at a time, so its facets form one timeline. */
    Figures figures(
            ReadModel model,
            QueryParameters.Window window,
            String entity,
            List<FacetKind> facets,
            MaintenancePlan plan) {
        PlannedTime planned = plan.isEmpty() ? PlannedTime.NONE : plan.of(labels(entity));
        var known = model.intervals().facets(entity);
        var each = facets.stream()
                .filter(known::contains)
                .map(it -> model.intervals().figures(entity, it, window.from(), window.to(), seen, planned))
                .toList();
        Figures sum = each.stream().reduce(Figures.NONE, Figures::plus);
        long length = window.to().toEpochMilli() - window.from().toEpochMilli();
        return sum.lasting(length, planned);
    }

    private Map<String, String> labels(String entity) {
        return AlertLabels.ofEntity(
                view.getAccount(), view.getRegion(), id(), entity.equals(id()) ? null : entity, view.getContext());
    }
}
