package io.tunnelwatch.sink.api;

import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.sink.model.Figures;
import io.tunnelwatch.sink.model.MaintenancePlan;
import io.tunnelwatch.sink.model.PlannedTime;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetView;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A connection as displayed at a given time. It is shown as UNKNOWN instead of its last state if its target has not been
 * scanned and judged for too long, or if its view lacks a known transition.
 *
 * @param seen time until which the current state is known to have lasted
 */
public record DisplayedConnection(
        ConnectionView view, FacetState state, FacetReason reason, Instant since, boolean stale, Instant seen) {
    static DisplayedConnection of(ConnectionView view, ReadModel model, Instant now) {
        return new ConnectionDisplay(model, now).of(view);
    }

    /** Displays connections at one time. Those of a target follow one another, so that a target is looked up once. */
    static final class ConnectionDisplay {
        private final ReadModel model;
        private final Instant now;
        private final Set<TargetKnowledge> targets = new HashSet<>();
        private @Nullable TargetKnowledge last;

        ConnectionDisplay(ReadModel model, Instant now) {
            this.model = model;
            this.now = now;
        }

        DisplayedConnection of(ConnectionView view) {
            TargetKnowledge target = target(view.getAccount(), view.getRegion());
            var headline = view.getHeadline();
            if (!target.isKnown()) {
                return unknown(view, target.lastComplete().orElse(headline.getSince()));
            }
            return model.laggingSince(view)
                    .map(since -> unknown(view, since))
                    .orElseGet(() -> new DisplayedConnection(
                            view, headline.getState(), headline.getReason(), headline.getSince(), false, now));
        }

        private TargetKnowledge target(String account, String region) {
            TargetKnowledge it = last;
            if (it == null || !region.equals(it.region()) || !account.equals(it.account())) {
                it = TargetKnowledge.of(account, region, model, now);
                targets.add(it);
                last = it;
            }
            return it;
        }

        /** The targets of the displayed connections, as far as they were known. */
        Set<TargetKnowledge> targets() {
            return targets;
        }
    }

    /**
     * The knowledge of a target at one time.
     *
     * @param isKnown whether the states of its connections are known
     * @param lastComplete if not, the time until which they were
     */
    record TargetKnowledge(String account, String region, boolean isKnown, Optional<Instant> lastComplete) {
        static TargetKnowledge of(String account, String region, ReadModel model, Instant now) {
            boolean isKnown = model.isKnown(account, region, now);
            Optional<Instant> lastComplete = isKnown
                    ? Optional.empty()
                    : model.target(account, region).flatMap(it -> model.lastComplete(it, now));
            return new TargetKnowledge(account, region, isKnown, lastComplete);
        }

        boolean isCurrent(ReadModel model, Instant now) {
            return equals(of(account, region, model, now));
        }
    }

    private static DisplayedConnection unknown(ConnectionView view, Instant seen) {
        return new DisplayedConnection(view, FacetState.UNKNOWN, FacetReason.NOT_SEEN, seen, true, seen);
    }

    /**
     * A connection as it was. Like now, an open interval is trusted until its end is overdue and no longer; a connection without
     * facets had not been observed yet.
     */
    private static DisplayedConnection asItWas(ConnectionView then, ReadModel model, Instant at, Instant now) {
        Instant seen = model.connection(then.getAccount() + "/" + then.getRegion() + "/" + then.getConnectionId())
                .map(today -> of(today, model, now).seen())
                .orElse(at);
        boolean isUnseen = then.getFacets().isEmpty();
        if (!isUnseen && at.isAfter(seen)) {
            return unknown(then, seen);
        }
        var headline = then.getHeadline();
        return new DisplayedConnection(
                then, headline.getState(), headline.getReason(), headline.getSince(), isUnseen, seen);
    }

    /** The connections at the time that a request is about. */
    static List<DisplayedConnection> all(ReadModel model, QueryParameters parameters) {
        return parameters
                .at()
                .map(at -> model.past().connections(at).stream()
                        .map(it -> asItWas(it, model, at, parameters.now()))
                        .toList())
                .orElseGet(() -> all(model, parameters.now()));
    }

    /** One connection at the time that a request is about. */
    static Optional<DisplayedConnection> one(String id, ReadModel model, QueryParameters parameters) {
        return parameters
                .at()
                .map(at -> model.past().connection(id, at).map(it -> asItWas(it, model, at, parameters.now())))
                .orElseGet(() -> model.connection(id).map(it -> of(it, model, parameters.now())));
    }

    public static List<DisplayedConnection> all(ReadModel model, Instant now) {
        var display = new ConnectionDisplay(model, now);
        return model.connections().stream().map(display::of).toList();
    }

    /** Connections that exist, and those that were deleted since. */
    public static Stream<DisplayedConnection> allSince(Instant since, ReadModel model, Instant now) {
        var display = new ConnectionDisplay(model, now);
        return Stream.concat(model.connections().stream(), model.deletedSince(since).stream())
                .map(display::of);
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
        return figures(model, window, id(), Optional.empty(), plan(model, window));
    }

    /** Figures of the connection's state. */
    public Figures figures(ReadModel model, Instant from, Instant to) {
        return figures(model, new QueryParameters.Window(from, to));
    }

    static MaintenancePlan plan(ReadModel model, QueryParameters.Window window) {
        return model.commands().plan(window.from(), window.to());
    }

    /**
     * Figures of the connection or of one of its tunnels.
     *
     * @param facet the facet; if empty, the state
     */
    Figures figures(
            ReadModel model,
            QueryParameters.Window window,
            String entity,
            Optional<FacetKind> facet,
            MaintenancePlan plan) {
        return figures(model, window, entity, facet, plan.isEmpty() ? PlannedTime.NONE : plan.of(labels(entity)));
    }

    /** The same figures, for one who knows the planned time of the window. */
    Figures figures(
            ReadModel model,
            QueryParameters.Window window,
            String entity,
            Optional<FacetKind> facet,
            PlannedTime planned) {
        Figures sum = facet.map(it -> model.intervals().figures(entity, it, window.from(), window.to(), seen, planned))
                .orElseGet(() -> model.intervals().states(entity).figures(window.from(), window.to(), seen, planned));
        long length = window.to().toEpochMilli() - window.from().toEpochMilli();
        return sum.lasting(length, planned);
    }

    /** Returns whether the history has a state of the connection in the window, even an unknown one. */
    boolean hasStateIn(ReadModel model, QueryParameters.Window window) {
        return !model.intervals()
                .states(id())
                .between(window.from(), window.to(), 1)
                .isEmpty();
    }

    /** The time in the window at which SERVICE takes over from the facet that was the state before; empty if there is none. */
    Optional<Instant> serviceSince(ReadModel model, QueryParameters.Window window) {
        return model.intervals().states(id()).serviceSince().filter(it -> it.isAfter(window.from()));
    }

    /** The labels by which maintenance selects the connection, or one of its tunnels. */
    Map<String, String> labels(String entity) {
        return AlertLabels.ofEntity(
                view.getAccount(), view.getRegion(), id(), entity.equals(id()) ? null : entity, view.getContext());
    }
}
