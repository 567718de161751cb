package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The newest transition of each connection, compared with the connection's view, which the history derives from it. A view that
 * does not catch up is outdated: the history is stuck, or its output could not be read.
 */
final class PendingViewUpdates {
    /**
     * A view follows its transition within one commit, or within some seconds if the history's task moves to another instance.
     * For a target polled more often than every five seconds the limit is two poll intervals: the page must not show an
     * outdated state for longer.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int PATIENCE_INTERVALS = 2;

    private static final Comparator<Order> ORDER = Comparator.comparingLong(Order::getEpoch)
            .thenComparingLong(Order::getScan)
            .thenComparingInt(Order::getIndex);

    private final Map<String, PendingUpdate> newest = new ConcurrentHashMap<>();

    /**
     * Connections whose view may not have caught up yet: few, however many there are. Written under the lock of their entry.
     */
    private final Set<String> pending = ConcurrentHashMap.newKeySet();

    /**
     * The position that a view must reach.
     *
     * @param facets state of each facet that the scan of that order changed; a view is updated transition by transition, and
     *     between two of one scan it shows a mixture that never existed
     * @param detectedAt when the first of the transitions that the view lacks was detected
     * @param since when that transition was read, in nanoseconds
     */
    record PendingUpdate(
            Order order,
            boolean isEnd,
            Map<Facet, FacetState> facets,
            Instant notBefore,
            Instant detectedAt,
            long since) {
        boolean isMetBy(@Nullable ConnectionView view) {
            if (view == null) {
                return isEnd;
            }
            int reached = ORDER.compare(view.getOrder(), order);
            return reached > 0 || (reached == 0 && (isEnd || shows(view)));
        }

        private boolean shows(ConnectionView view) {
            return facets.isEmpty()
                    || view.getFacets().stream()
                                    .filter(it -> it.getValue().getState()
                                            == facets.get(new Facet(it.getTunnelId(), it.getFacet())))
                                    .count()
                            == facets.size();
        }

        private PendingUpdate met() {
            return facets.isEmpty() ? this : new PendingUpdate(order, isEnd, Map.of(), notBefore, detectedAt, since);
        }

        private PendingUpdate since(long nanos) {
            return new PendingUpdate(order, isEnd, facets, notBefore, detectedAt, nanos);
        }
    }

    /** A facet of a connection or of one of its tunnels. */
    private record Facet(@Nullable String tunnelId, FacetKind kind) {}

    void put(String key, Transition it, @Nullable ConnectionView view, long nanos) {
        if (it.getConnectionId() == null) {
            return;
        }
        newest.compute(key, (any, before) -> {
            if (before != null && ORDER.compare(it.getOrder(), before.order()) < 0) {
                return before;
            }
            pending.add(key);
            boolean isLate = before != null && !before.isMetBy(view);
            boolean isSameLook = before != null && ORDER.compare(it.getOrder(), before.order()) == 0;
            var next = new PendingUpdate(
                    it.getOrder(),
                    isEnd(it) || (isSameLook && before.isEnd()),
                    facets(isSameLook ? before.facets() : Map.of(), it),
                    isLate ? before.notBefore() : it.getNotBefore(),
                    isLate ? before.detectedAt() : it.getDetectedAt(),
                    isLate ? before.since() : nanos);
            return next.isMetBy(view) ? next.met() : next;
        });
    }

    /** Adds the transition's facet. The map stays small: it is cleared once the view shows it. */
    private static Map<Facet, FacetState> facets(Map<Facet, FacetState> before, Transition it) {
        if (it.getFacet() == null) {
            return before;
        }
        var facets = new HashMap<>(before);
        var facet = new Facet(it.getTunnelId(), it.getFacet());
        if (it.getTo() == null) {
            facets.remove(facet);
        } else {
            facets.put(facet, it.getTo().getState());
        }
        return Map.copyOf(facets);
    }

    /**
     * A view went back: a history that lost its state reads the past again, and writes outdated views on the way. The
     * connection is not trusted until its view is where it was.
     */
    void fellBack(String key, ConnectionView from, long nanos) {
        long overdue = nanos - PATIENCE.toNanos() - 1;
        newest.compute(key, (any, known) -> {
            pending.add(key);
            return known != null && ORDER.compare(known.order(), from.getOrder()) >= 0
                    ? known.since(Math.min(known.since(), overdue))
                    : new PendingUpdate(
                            from.getOrder(),
                            from.getDeletedAt() != null,
                            Map.of(),
                            from.getChangedAt(),
                            from.getChangedAt(),
                            overdue);
        });
    }

    static boolean isBefore(ConnectionView view, ConnectionView other) {
        return ORDER.compare(view.getOrder(), other.getOrder()) < 0;
    }

    /**
     * Returns whether the connection ends. Some days later its view is removed, so a missing view is as good as a current one.
     */
    private static boolean isEnd(Transition it) {
        return it.getKind() == TransitionKind.CONNECTION_DELETED || it.getKind() == TransitionKind.RETIRED;
    }

    void share(PendingViewUpdates others, String key) {
        PendingUpdate known = others.newest.get(key);
        if (known != null) {
            newest.put(key, known);
            if (others.pending.contains(key)) {
                pending.add(key);
            }
        }
    }

    /** Returns whether a view was read before its transition, which may say whose connection it was before. */
    boolean isAhead(String key, ConnectionView view) {
        PendingUpdate known = newest.get(key);
        return known == null || ORDER.compare(known.order(), view.getOrder()) < 0;
    }

    void remove(String key) {
        newest.computeIfPresent(key, (any, it) -> {
            pending.remove(key);
            return null;
        });
    }

    /**
     * The transition that the view lacks, if it is overdue: awaited for too long, detected too long ago, or found after a gap.
     * After an outage of page and history the page reads at once what the history has yet to work through; and after a gap in
     * polling the view is from before the gap. Times are compared by the poller's clock.
     *
     * @param targets the target by the connection's key; asked only for views that lag
     */
    Optional<PendingUpdate> overdue(
            String key, @Nullable ConnectionView view, Function<String, @Nullable TargetProgress> targets, long nanos) {
        PendingUpdate it = newest.get(key);
        if (it == null || it.isMetBy(view)) {
            return Optional.empty();
        }
        TargetProgress target = targets.apply(key);
        Duration waited = Duration.ofNanos(nanos - it.since());
        boolean isLong = waited.compareTo(patience(target)) > 0;
        return isLong || (target != null && isPast(it, view != null, waited, target))
                ? Optional.of(it)
                : Optional.empty();
    }

    private static Duration patience(@Nullable TargetProgress target) {
        Duration intervals = target == null ? PATIENCE : target.scanInterval().multipliedBy(PATIENCE_INTERVALS);
        return intervals.compareTo(PATIENCE) < 0 ? intervals : PATIENCE;
    }

    private static boolean isPast(PendingUpdate it, boolean isShown, Duration waited, TargetProgress target) {
        Instant judged = target.judgedAt();
        boolean isJudgedSince = judged != null && judged.isAfter(it.detectedAt().plus(patience(target)));
        return isJudgedSince || (isShown && isOfBefore(it, waited, target));
    }

    /** A scan that came late has used up some of the time for which a row may show an outdated state. */
    private static boolean isOfBefore(PendingUpdate it, Duration waited, TargetProgress target) {
        Instant judged = target.judgedAt();
        Duration unseen = Duration.between(it.notBefore(), it.detectedAt());
        return unseen.plus(waited).compareTo(target.staleAfter()) > 0
                || (judged != null && judged.isAfter(it.notBefore().plus(target.staleAfter())));
    }

    /** Marks the connection as pending again if its new view is behind, as while the history is rebuilt. */
    void viewed(String key, ConnectionView view) {
        newest.computeIfPresent(key, (any, it) -> {
            if (!it.isMetBy(view)) {
                pending.add(key);
            }
            return it;
        });
    }

    /** Returns whether any connection may be overdue. */
    boolean isAnyPending() {
        return !pending.isEmpty();
    }

    /** Connections that may be overdue; those that have caught up are removed. */
    Set<String> pending(Function<String, @Nullable ConnectionView> views) {
        for (String key : pending) {
            newest.computeIfPresent(key, (any, it) -> {
                if (!it.isMetBy(views.apply(key))) {
                    return it;
                }
                pending.remove(key);
                return it.met();
            });
        }
        return pending;
    }
}
