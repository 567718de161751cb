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
 * The newest transition of each connection, to be held against its view, which the history makes of it. A view that does not
 * follow is older than what happened: the history hangs, or what it wrote could not be read.
 */
final class Awaited {
    /**
     * A view follows its transition within a commit; a history that is moved elsewhere takes some seconds. Where a target is
     * polled more often than every five seconds, two of its intervals are waited for: the page must not show for longer what is
     * no more.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int PATIENCE_INTERVALS = 2;

    private static final Comparator<Order> ORDER = Comparator.comparingLong(Order::getEpoch)
            .thenComparingLong(Order::getScan)
            .thenComparingInt(Order::getIndex);

    private final Map<String, Awaiting> newest = new ConcurrentHashMap<>();

    /** Those whose view may not have followed yet: few, of however many connections. Written under the lock of their entry. */
    private final Set<String> pending = ConcurrentHashMap.newKeySet();

    /**
     * What a view must have reached.
     *
     * @param facets how each facet is after the look of that order, as far as the look changed it; a view follows transition by
     *     transition, and between two of one look it shows a mixture that never was
     * @param detectedAt when the first of the transitions that it lacks was detected
     * @param since when that was read
     */
    record Awaiting(
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

        private Awaiting met() {
            return facets.isEmpty() ? this : new Awaiting(order, isEnd, Map.of(), notBefore, detectedAt, since);
        }

        private Awaiting since(long nanos) {
            return new Awaiting(order, isEnd, facets, notBefore, detectedAt, nanos);
        }
    }

    /** One of a connection, or of its tunnel. */
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
            var next = new Awaiting(
                    it.getOrder(),
                    isEnd(it) || (isSameLook && before.isEnd()),
                    facets(isSameLook ? before.facets() : Map.of(), it),
                    isLate ? before.notBefore() : it.getNotBefore(),
                    isLate ? before.detectedAt() : it.getDetectedAt(),
                    isLate ? before.since() : nanos);
            return next.isMetBy(view) ? next.met() : next;
        });
    }

    /** Few at a time: they are forgotten once the view shows them. */
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
     * A view went back: a history that lost its memory reads the past again, and writes how it was on the way. Nothing of that
     * is to be believed until the view is where it was.
     */
    void fellBack(String key, ConnectionView from, long nanos) {
        long overdue = nanos - PATIENCE.toNanos() - 1;
        newest.compute(
                key,
                (any, known) -> known != null && ORDER.compare(known.order(), from.getOrder()) >= 0
                        ? known.since(Math.min(known.since(), overdue))
                        : new Awaiting(
                                from.getOrder(),
                                from.getDeletedAt() != null,
                                Map.of(),
                                from.getChangedAt(),
                                from.getChangedAt(),
                                overdue));
    }

    static boolean isBefore(ConnectionView view, ConnectionView other) {
        return ORDER.compare(view.getOrder(), other.getOrder()) < 0;
    }

    /** After it there may be no row any more, once it was remembered for a while. */
    private static boolean isEnd(Transition it) {
        return it.getKind() == TransitionKind.CONNECTION_DELETED || it.getKind() == TransitionKind.RETIRED;
    }

    void remove(String key) {
        newest.computeIfPresent(key, (any, it) -> {
            pending.remove(key);
            return null;
        });
    }

    /**
     * What has been waited for too long, or happened too long ago, or over a gap: where the page was cut off, and the history
     * too, the one reads at once what the other has yet to work through; and where nobody looked for a while, the view is of
     * before. Times are compared by the clock of the poller.
     *
     * @param targets by the connection's key; asked about the few whose view does not follow
     */
    Optional<Awaiting> overdue(
            String key,
            @Nullable ConnectionView view,
            Function<String, @Nullable TargetFreshness> targets,
            long nanos) {
        Awaiting it = newest.get(key);
        if (it == null || it.isMetBy(view)) {
            return Optional.empty();
        }
        TargetFreshness target = targets.apply(key);
        Duration waited = Duration.ofNanos(nanos - it.since());
        boolean isLong = waited.compareTo(patience(target)) > 0;
        return isLong || (target != null && isPast(it, view != null, waited, target))
                ? Optional.of(it)
                : Optional.empty();
    }

    private static Duration patience(@Nullable TargetFreshness target) {
        Duration intervals = target == null ? PATIENCE : target.pace().multipliedBy(PATIENCE_INTERVALS);
        return intervals.compareTo(PATIENCE) < 0 ? intervals : PATIENCE;
    }

    private static boolean isPast(Awaiting it, boolean isShown, Duration waited, TargetFreshness target) {
        Instant judged = target.judgedAt();
        boolean isJudgedSince = judged != null && judged.isAfter(it.detectedAt().plus(patience(target)));
        return isJudgedSince || (isShown && isOfBefore(it, waited, target));
    }

    /** A look that came late has used up some of the time for which a row may show what is no more. */
    private static boolean isOfBefore(Awaiting it, Duration waited, TargetFreshness target) {
        Instant judged = target.judgedAt();
        Duration unseen = Duration.between(it.notBefore(), it.detectedAt());
        return unseen.plus(waited).compareTo(target.patience()) > 0
                || (judged != null && judged.isAfter(it.notBefore().plus(target.patience())));
    }

    /** A view that is made anew from the beginning is behind again. */
    void viewed(String key, ConnectionView view) {
        newest.computeIfPresent(key, (any, it) -> {
            if (!it.isMetBy(view)) {
                pending.add(key);
            }
            return it;
        });
    }

    /** Those that may be overdue; whatever has caught up is asked about no more. */
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
