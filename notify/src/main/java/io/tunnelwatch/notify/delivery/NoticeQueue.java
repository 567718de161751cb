package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.receiver.SendLimit;
import io.tunnelwatch.notify.receiver.SendOutcome;
import io.tunnelwatch.v1.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a destination that is told of events. Notices are sent in the order in which they arrived; beyond the
 * destination's budget they wait and are sent together as a digest. Alerts with a critical notice go first, and a part of the
 * budget is kept for them; the notices of one alert never overtake each other. Nothing is dropped to keep the budget.
 */
final class NoticeQueue implements SendQueue {
    /** Long enough to spare a destination that is dead, short enough to reach it soon after it is back. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final List<Parcel> parcels = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final int digest;
    private final RequestBudget budget;
    private final RetryPauses pauses;
    private final DestinationBackoff backoff;
    private @Nullable String gone;

    NoticeQueue(SendLimit budget, RandomGenerator random) {
        this.digest = budget.digest();
        this.budget = new RequestBudget(budget);
        this.pauses = new RetryPauses(LONGEST_PAUSE, random);
        this.backoff = new DestinationBackoff(pauses);
    }

    /** An event that needs no delivery changes nothing. */
    @Override
    public void learn(Notification decision, Instant now) {}

    @Override
    public void add(Notice notice) {
        parcels.add(Parcel.of(notice));
        ids.add(notice.id());
    }

    @Override
    public Optional<Notice> forget(String notificationId) {
        if (!ids.remove(notificationId)) {
            return Optional.empty(); // the usual case: the record is our own
        }
        var notice = parcels.stream()
                .flatMap(it -> it.notices().stream())
                .filter(it -> it.id().equals(notificationId))
                .findFirst();
        notice.ifPresent(it -> parcels.removeIf(parcel -> parcel.remove(it)));
        return notice;
    }

    @Override
    public Optional<SendRequest> next(Instant now) {
        int available = budget.available(now);
        if (available < 1 || backoff.isPaused(now) || gone != null) {
            return Optional.empty();
        }
        Set<String> critical = critical();
        int forOthers = available - budget.reserve();
        return choose(critical, forOthers, now)
                .map(it -> it.isFixed() || !isTooMuch(isCritical(it, critical) ? available : forOthers)
                        ? it
                        : merged(critical))
                .map(it -> {
                    budget.take();
                    return new SendRequest(it.message(), it);
                });
    }

    /** The alerts with a critical notice among those that wait. */
    private Set<String> critical() {
        var fingerprints = new HashSet<String>();
        parcels.forEach(parcel -> parcel.notices().stream()
                .filter(Notice::isCritical)
                .map(Notice::fingerprint)
                .forEach(fingerprints::add));
        return fingerprints;
    }

    private static boolean isCritical(Parcel parcel, Set<String> critical) {
        return parcel.notices().stream().map(Notice::fingerprint).anyMatch(critical::contains);
    }

    /**
     * The parcel to be sent: a critical one if there is any, the one with the fewest attempts, the oldest. What fails again and
     * again does not keep the others from being tried.
     */
    private Optional<Parcel> choose(Set<String> critical, int forOthers, Instant now) {
        var before = new HashSet<String>();
        var free = new ArrayList<Parcel>();
        for (Parcel it : parcels) {
            boolean isFirst = it.notices().stream().map(Notice::fingerprint).noneMatch(before::contains);
            if (isFirst && it.isDue(now) && (forOthers > 0 || isCritical(it, critical))) {
                free.add(it);
            }
            it.notices().forEach(notice -> before.add(notice.fingerprint()));
        }
        return free.stream()
                .min(Comparator.comparing((Parcel it) -> !isCritical(it, critical))
                        .thenComparing(Parcel::isOfChanges)
                        .thenComparing(Parcel::attempts));
    }

    private boolean isTooMuch(int available) {
        return digest > 1 && parcels.stream().filter(it -> !it.isFixed()).count() > available;
    }

    /** Makes one parcel of what was not yet tried and waits for nothing that was: critical alerts first, as many as fit. */
    private Parcel merged(Set<String> critical) {
        var waiting = new ArrayList<Parcel>();
        var others = new ArrayList<Parcel>();
        var before = new HashSet<String>();
        for (Parcel it : parcels) {
            if (it.isFixed()) {
                it.notices().forEach(notice -> before.add(notice.fingerprint()));
            } else if (!before.contains(it.notices().get(0).fingerprint())) {
                (isCritical(it, critical) ? waiting : others).add(it);
            }
        }
        waiting.addAll(others);
        var chosen = new HashSet<>(waiting.subList(0, Math.min(digest, waiting.size())));
        int place = 0;
        while (!chosen.contains(parcels.get(place))) {
            place++;
        }
        var merged = Parcel.digest(parcels.stream()
                .filter(chosen::contains)
                .flatMap(it -> it.notices().stream())
                .toList());
        parcels.removeAll(chosen);
        parcels.add(place, merged);
        return merged;
    }

    @Override
    public List<Fate> settle(SendRequest batch, SendOutcome outcome, Instant now) {
        var parcel = (Parcel) batch.ticket();
        parcel.tried(now);
        if (outcome instanceof SendOutcome.Retry retry) {
            return retry(parcel, retry, now);
        }
        backoff.succeeded();
        if (outcome instanceof SendOutcome.Refused refused) {
            return refuse(parcel, refused.why());
        }
        if (outcome instanceof SendOutcome.Gone nowhere) {
            gone = nowhere.why();
            return giveUp(now);
        }
        return end(parcel, Fate.Reason.DELIVERED, "");
    }

    private List<Fate> retry(Parcel parcel, SendOutcome.Retry retry, Instant now) {
        backoff.failed(retry, now);
        parcel.pauseUntil(now.plus(pauses.after(parcel.attempts(), retry.after())));
        return giveUp(now);
    }

    private List<Fate> refuse(Parcel parcel, String why) {
        if (parcel.notices().size() == 1) {
            return end(parcel, Fate.Reason.REFUSED, why);
        }
        parcels.addAll(parcels.indexOf(parcel), parcel.split());
        parcels.remove(parcel);
        return List.of();
    }

    private List<Fate> end(Parcel parcel, Fate.Reason reason, String detail) {
        parcels.remove(parcel);
        parcel.notices().forEach(it -> ids.remove(it.id()));
        return parcel.notices().stream()
                .map(it -> new Fate(it, reason, detail, parcel.attempts()))
                .toList();
    }

    @Override
    public List<Fate> giveUp(Instant now) {
        var fates = new ArrayList<Fate>();
        Instant since = backoff.since().orElse(now);
        for (Parcel it : List.copyOf(parcels)) {
            if (gone != null) {
                fates.addAll(end(it, Fate.Reason.GONE, gone));
            } else if (Duration.between(it.triedSince(since), now).compareTo(GIVE_UP_AFTER) >= 0) {
                fates.addAll(end(it, Fate.Reason.GIVEN_UP, backoff.why()));
            }
        }
        return fates;
    }

    @Override
    public int size() {
        return parcels.stream().mapToInt(it -> it.notices().size()).sum();
    }

    @Override
    public Optional<Instant> oldest() {
        return parcels.stream()
                .flatMap(it -> it.notices().stream())
                .map(Notice::arrivedAt)
                .min(Comparator.naturalOrder());
    }
}
