package io.tunnelwatch.sink.history;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Computes the view of a connection after a transition. */
public final class ConnectionViewUpdate {
    private static final Comparator<Order> ORDER = Comparator.comparingLong(Order::getEpoch)
            .thenComparingLong(Order::getScan)
            .thenComparingInt(Order::getIndex);
    private static final Comparator<FacetView> FACETS = Comparator.comparing(
                    (FacetView it) -> Objects.requireNonNullElse(it.getTunnelId(), ""))
            .thenComparing(FacetView::getFacet);

    private ConnectionViewUpdate() {}

    /** Returns whether a transition has been applied already. Transitions of one observation share their order. */
    static boolean isLate(@Nullable ConnectionView view, Transition transition) {
        return view != null && ORDER.compare(transition.getOrder(), view.getOrder()) < 0;
    }

    /** The connection after a transition; empty if the transition is not about a connection. */
    public static Optional<ConnectionView> after(@Nullable ConnectionView view, Transition it) {
        String id = it.getConnectionId();
        if (id == null) {
            return Optional.empty();
        }
        boolean created = it.getKind() == TransitionKind.CONNECTION_CREATED;
        List<FacetView> facets = facets(created || view == null ? List.of() : view.getFacets(), it);
        ConnectionContext context = it.getContext();
        return Optional.of(ConnectionView.newBuilder()
                .setAccount(it.getAccount())
                .setRegion(it.getRegion())
                .setConnectionId(id)
                .setHeadline(headline(facets, view, it))
                .setFacets(facets)
                .setContext(context != null ? context : view != null ? view.getContext() : nothingKnown())
                .setDeletedAt(isTheEnd(it) ? it.getDetectedAt() : null)
                .setChangedAt(it.getDetectedAt())
                .setOrder(it.getOrder())
                .build());
    }

    /** Context of a connection whose earlier transitions have expired. */
    private static ConnectionContext nothingKnown() {
        return ConnectionContext.newBuilder().build();
    }

    /** Returns whether the connection was deleted or its target retired: it leaves the board. */
    private static boolean isTheEnd(Transition it) {
        return it.getKind() == TransitionKind.CONNECTION_DELETED
                || (it.getKind() == TransitionKind.RETIRED && it.getFacet() == null);
    }

    private static List<FacetView> facets(List<FacetView> before, Transition it) {
        var facets = new ArrayList<>(before);
        FacetKind kind = it.getFacet();
        if (kind == null) {
            return facets;
        }
        facets.removeIf(view -> view.getFacet() == kind && Objects.equals(view.getTunnelId(), it.getTunnelId()));
        if (it.getTo() != null) {
            facets.add(new FacetView(it.getTunnelId(), kind, it.getTo()));
        }
        facets.sort(FACETS);
        return facets;
    }

    /**
     * The headline is SERVICE. Without it, in transitions of earlier versions, it is REDUNDANCY with two tunnels and IPSEC with
     * one. Before any is known the previous headline stays, or UNKNOWN.
     */
    private static FacetValue headline(List<FacetView> facets, @Nullable ConnectionView view, Transition it) {
        return ofConnection(facets, FacetKind.SERVICE)
                .or(() -> ofConnection(facets, FacetKind.REDUNDANCY))
                .or(() -> ofConnection(facets, FacetKind.IPSEC))
                .orElseGet(() -> view != null
                        ? view.getHeadline()
                        : new FacetValue(FacetState.UNKNOWN, FacetReason.UNKNOWN, "", it.getDetectedAt()));
    }

    private static Optional<FacetValue> ofConnection(List<FacetView> facets, FacetKind kind) {
        return facets.stream()
                .filter(it -> it.getTunnelId() == null && it.getFacet() == kind)
                .findFirst()
                .map(FacetView::getValue);
    }
}
