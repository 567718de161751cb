package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.receiver.RateLimit;
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
 * destination's rate limit they wait and are sent together as a digest. Alerts with a critical notice go first, and a part of the
 * limit is kept for them; the notices of one alert never overtake each other. Nothing is dropped to keep the limit.
 */
final class NoticeQueue implements SendQueue {
    /** Long enough to spare a destination that is dead, short enough to reach it soon after it is back. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final List<NoticeBatch> batches = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final int noticesPerRequest;
    private final TokenBucket bucket;
    private final RetryPauses pauses;
    private final DestinationBackoff backoff;
    private @Nullable String gone;

    NoticeQueue(RateLimit limit, RandomGenerator random) {
        this.noticesPerRequest = limit.noticesPerRequest();
        this.bucket = new TokenBucket(limit);
        this.pauses = new RetryPauses(LONGEST_PAUSE, random);
        this.backoff = new DestinationBackoff(pauses);
    }

    /** An event that needs no delivery changes nothing. */
    @Override
    public void learn(Notification decision, Instant now) {}

    @Override
    public void add(Notice notice) {
        batches.add(NoticeBatch.of(notice));
        ids.add(notice.id());
    }

    @Override
    public Optional<Notice> forget(String notificationId) {
        if (!ids.remove(notificationId)) {
            return Optional.empty(); // the usual case: the record is our own
        }
        var notice = batches.stream()
                .flatMap(it -> it.notices().stream())
                .filter(it -> it.id().equals(notificationId))
                .findFirst();
        notice.ifPresent(it -> batches.removeIf(batch -> batch.remove(it)));
        return notice;
    }

    @Override
    public Optional<SendRequest> next(Instant now) {
        int available = bucket.available(now);
        if (available < 1 || backoff.isPaused(now) || gone != null) {
            return Optional.empty();
        }
        Set<String> critical = critical();
        int forOthers = available - bucket.reserve();
        return choose(critical, forOthers, now)
                .map(it -> it.isFixed() || !isTooMuch(isCritical(it, critical) ? available : forOthers)
                        ? it
                        : merged(critical))
                .map(it -> {
                    bucket.take();
                    return new SendRequest(it.message(), it);
                });
    }

    /** The alerts with a critical notice among those that wait. */
    private Set<String> critical() {
        var fingerprints = new HashSet<String>();
        batches.forEach(batch -> batch.notices().stream()
                .filter(Notice::isCritical)
                .map(Notice::fingerprint)
                .forEach(fingerprints::add));
        return fingerprints;
    }

    private static boolean isCritical(NoticeBatch batch, Set<String> critical) {
        return batch.notices().stream().map(Notice::fingerprint).anyMatch(critical::contains);
    }

    /**
     * The batch to be sent: a critical one if there is any, the one with the fewest attempts, the oldest. What fails again and
     * again does not keep the others from being tried.
     */
    private Optional<NoticeBatch> choose(Set<String> critical, int forOthers, Instant now) {
        var before = new HashSet<String>();
        var free = new ArrayList<NoticeBatch>();
        for (NoticeBatch it : batches) {
            boolean isFirst = it.notices().stream().map(Notice::fingerprint).noneMatch(before::contains);
            if (isFirst && it.isDue(now) && (forOthers > 0 || isCritical(it, critical))) {
                free.add(it);
            }
            it.notices().forEach(notice -> before.add(notice.fingerprint()));
        }
        return free.stream()
                .min(Comparator.comparing((NoticeBatch it) -> !isCritical(it, critical))
                        .thenComparing(NoticeBatch::isOfChanges)
                        .thenComparing(NoticeBatch::attempts));
    }

    private boolean isTooMuch(int available) {
        return noticesPerRequest > 1
                && batches.stream().filter(it -> !it.isFixed()).count() > available;
    }

    /** Makes one batch of what was not yet tried and waits for nothing that was: critical alerts first, as many as fit. */
    private NoticeBatch merged(Set<String> critical) {
        var waiting = new ArrayList<NoticeBatch>();
        var others = new ArrayList<NoticeBatch>();
        var before = new HashSet<String>();
        for (NoticeBatch it : batches) {
            if (it.isFixed()) {
                it.notices().forEach(notice -> before.add(notice.fingerprint()));
            } else if (!before.contains(it.notices().get(0).fingerprint())) {
                (isCritical(it, critical) ? waiting : others).add(it);
            }
        }
        waiting.addAll(others);
        var chosen = new HashSet<>(waiting.subList(0, Math.min(noticesPerRequest, waiting.size())));
        int place = 0;
        while (!chosen.contains(batches.get(place))) {
            place++;
        }
        var merged = NoticeBatch.digest(batches.stream()
                .filter(chosen::contains)
                .flatMap(it -> it.notices().stream())
                .toList());
        batches.removeAll(chosen);
        batches.add(place, merged);
        return merged;
    }

    @Override
    public List<DeliveryResult> settle(SendRequest request, SendOutcome outcome, Instant now) {
        var batch = (NoticeBatch) request.ticket();
        batch.tried(now);
        if (outcome instanceof SendOutcome.Retry retry) {
            return retry(batch, retry, now);
        }
        backoff.succeeded();
        if (outcome instanceof SendOutcome.Refused refused) {
            return refuse(batch, refused.why());
        }
        if (outcome instanceof SendOutcome.Gone nowhere) {
            gone = nowhere.why();
            return giveUp(now);
        }
        return end(batch, DeliveryResult.Reason.DELIVERED, "");
    }

    private List<DeliveryResult> retry(NoticeBatch batch, SendOutcome.Retry retry, Instant now) {
        backoff.failed(retry, now);
        batch.pauseUntil(now.plus(pauses.after(batch.attempts(), retry.after())));
        return giveUp(now);
    }

    private List<DeliveryResult> refuse(NoticeBatch batch, String why) {
        if (batch.notices().size() == 1) {
            return end(batch, DeliveryResult.Reason.REFUSED, why);
        }
        batches.addAll(batches.indexOf(batch), batch.split());
        batches.remove(batch);
        return List.of();
    }

    private List<DeliveryResult> end(NoticeBatch batch, DeliveryResult.Reason reason, String detail) {
        batches.remove(batch);
        batch.notices().forEach(it -> ids.remove(it.id()));
        return batch.notices().stream()
                .map(it -> new DeliveryResult(it, reason, detail, batch.attempts()))
                .toList();
    }

    @Override
    public List<DeliveryResult> giveUp(Instant now) {
        var results = new ArrayList<DeliveryResult>();
        Instant since = backoff.since().orElse(now);
        for (NoticeBatch it : List.copyOf(batches)) {
            if (gone != null) {
                results.addAll(end(it, DeliveryResult.Reason.GONE, gone));
            } else if (Duration.between(it.triedSince(since), now).compareTo(GIVE_UP_AFTER) >= 0) {
                results.addAll(end(it, DeliveryResult.Reason.GIVEN_UP, backoff.why()));
            }
        }
        return results;
    }

    @Override
    public int size() {
        return batches.stream().mapToInt(it -> it.notices().size()).sum();
    }

    @Override
    public Optional<Instant> oldest() {
        return batches.stream()
                .flatMap(it -> it.notices().stream())
                .map(Notice::arrivedAt)
                .min(Comparator.naturalOrder());
    }
}
