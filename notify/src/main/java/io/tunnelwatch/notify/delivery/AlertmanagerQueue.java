package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.receiver.AlertmanagerFormat;
import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.RateLimit;
import io.tunnelwatch.notify.receiver.SendOutcome;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The queue of Alertmanager, which takes states instead of events and forgets them. So every firing alert is sent again each
 * minute, and every resolved one for a quarter of an hour. Alertmanager identifies an alert by its labels: when one changes, such
 * as the severity, the alert ends under the old labels and begins under the new ones.
 */
final class AlertmanagerQueue implements SendQueue {
    private static final Duration REPEAT = Duration.ofSeconds(60);
    private static final Duration REPEAT_RESOLVED = Duration.ofMinutes(15);

    /** What is due this soon travels along, so that alerts share their requests. */
    private static final Duration SOON = Duration.ofSeconds(5);

    /** Short: a firing alert must be sent again before its end, and Alertmanager is near. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** The whole topic is read at a start, most of which is over. */
    private static final int CLEAN_EVERY = 2_048;

    private final Map<Map<String, String>, AlertmanagerEntry> entries = new LinkedHashMap<>();
    private final Map<String, AlertmanagerEntry> current = new HashMap<>();
    private final List<Notice> notNeeded = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Deque<List<AlertmanagerEntry>> halves = new ArrayDeque<>();
    private final int most;
    private final TokenBucket bucket;
    private final DestinationBackoff backoff;
    private int learned;

    AlertmanagerQueue(RateLimit limit, RandomGenerator random) {
        this.most = limit.noticesPerRequest();
        this.bucket = new TokenBucket(limit);
        this.backoff = new DestinationBackoff(new RetryPauses(LONGEST_PAUSE, random));
    }

    private record Ticket(List<AlertmanagerEntry> entries, List<Integer> versions) {}

    @Override
    public void learn(Notification decision, Instant now) {
        if (++learned % CLEAN_EVERY == 0) {
            expire(now);
        }
        boolean isSilent = decision.getOutcome() == NotificationOutcome.SILENT;
        boolean isActive = ShownState.isActive(decision, now);
        AlertmanagerEntry known = current.get(decision.getFingerprint());
        if (isSilent || !ShownState.isShown(decision)) {
            // Nobody is told that it is over; but what was sent must not fire for ever.
            if (known != null && known.isActive() && decision.getAlert() != null && !isActive) {
                known.resolve(ShownState.end(decision), now);
            }
            return;
        }
        if (known != null && !isActive && decision.getAlert() != null) {
            known.resolve(ShownState.end(decision), now);
            return;
        }
        var labels = AlertmanagerFormat.labels(decision);
        if (known != null && known.isActive() && !known.labels().equals(labels)) {
            known.resolve(decision.getAt(), now);
        }
        show(decision, labels, isActive, now);
    }

    private void show(Notification decision, Map<String, String> labels, boolean isActive, Instant now) {
        AlertmanagerEntry entry = entries.get(labels);
        if (entry == null) {
            entry = new AlertmanagerEntry(labels, decision, isActive, ShownState.end(decision), now);
            entries.put(labels, entry);
        } else {
            entry.show(decision, isActive, ShownState.end(decision), now);
        }
        current.put(decision.getFingerprint(), entry);
    }

    @Override
    public void add(Notice notice) {
        ids.add(notice.id());
        AlertmanagerEntry entry = current.get(notice.fingerprint());
        if (entry == null || !ShownState.isShown(notice.decision())) {
            notNeeded.add(notice);
        } else {
            entry.pending().add(notice);
        }
    }

    @Override
    public Optional<Notice> forget(String notificationId) {
        if (!ids.remove(notificationId)) {
            return Optional.empty(); // the usual case: the record is our own
        }
        var lists = new ArrayList<List<Notice>>();
        lists.add(notNeeded);
        entries.values().forEach(it -> lists.add(it.pending()));
        var notice = lists.stream()
                .flatMap(List::stream)
                .filter(it -> it.id().equals(notificationId))
                .findFirst();
        notice.ifPresent(it -> lists.forEach(list -> list.remove(it)));
        return notice;
    }

    @Override
    public Optional<SendRequest> next(Instant now) {
        expire(now);
        if (backoff.isPaused(now) || bucket.available(now) < 1) {
            return Optional.empty();
        }
        List<AlertmanagerEntry> chosen = halves.isEmpty() ? due(now) : halves.poll();
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        bucket.take();
        chosen.forEach(AlertmanagerEntry::tried);
        var message = new Message(chosen.stream().map(AlertmanagerEntry::shown).toList());
        var versions = chosen.stream().map(AlertmanagerEntry::version).toList();
        return Optional.of(new SendRequest(message, new Ticket(chosen, versions)));
    }

    private void expire(Instant now) {
        for (AlertmanagerEntry it : entries.values()) {
            if (it.isActive()
                    && it.shown().getKind() == NotificationKind.TEST
                    && !ShownState.isActive(it.shown(), now)) {
                it.resolve(now, now);
            }
        }
        entries.values().removeIf(it -> it.isOver(now, REPEAT_RESOLVED));
        current.values().removeIf(it -> !entries.containsKey(it.labels()));
    }

    /** The entries of the next request, those with notices first; empty if none is due. */
    private List<AlertmanagerEntry> due(Instant now) {
        if (entries.values().stream().noneMatch(it -> it.isDue(now))) {
            return List.of();
        }
        return entries.values().stream()
                .filter(it -> it.isDue(now.plus(SOON)))
                .sorted(Comparator.comparing((AlertmanagerEntry it) -> !it.isDue(now))
                        .thenComparing(it -> it.pending().isEmpty()))
                .limit(most)
                .toList();
    }

    @Override
    public List<DeliveryResult> settle(SendRequest request, SendOutcome outcome, Instant now) {
        var ticket = (Ticket) request.ticket();
        if (outcome instanceof SendOutcome.Retry retry) {
            backoff.failed(retry, now);
            halves.clear();
            // It may be restarting, and know nothing when it is back.
            entries.values().forEach(it -> it.dueAt(now));
            return giveUp(now);
        }
        backoff.succeeded();
        if (outcome instanceof SendOutcome.Refused refused) {
            return refuse(ticket.entries(), refused.why());
        }
        if (outcome instanceof SendOutcome.Gone gone) {
            return ended(ends(entries.values(), DeliveryResult.Reason.GONE, gone.why()));
        }
        var results = new ArrayList<DeliveryResult>();
        for (int i = 0; i < ticket.entries().size(); i++) {
            AlertmanagerEntry it = ticket.entries().get(i);
            it.told(ticket.versions().get(i), now.plus(REPEAT))
                    .forEach(notice -> results.add(
                            new DeliveryResult(notice, DeliveryResult.Reason.DELIVERED, "", it.attempts())));
        }
        return ended(results);
    }

    private List<DeliveryResult> ended(List<DeliveryResult> results) {
        results.forEach(it -> ids.remove(it.notice().id()));
        return results;
    }

    /**
     * Alertmanager may have taken the good alerts of a refused request, and does not name the bad one. It is searched by halves:
     * the good ones are sent again, which does no harm, and the bad one alone is dropped.
     */
    private List<DeliveryResult> refuse(List<AlertmanagerEntry> refused, String why) {
        if (refused.size() > 1) {
            int middle = refused.size() / 2;
            halves.add(refused.subList(0, middle));
            halves.add(refused.subList(middle, refused.size()));
            return List.of();
        }
        entries.values().removeAll(refused);
        current.values().removeAll(refused);
        return ended(ends(refused, DeliveryResult.Reason.REFUSED, why));
    }

    private static List<DeliveryResult> ends(
            Collection<AlertmanagerEntry> some, DeliveryResult.Reason reason, String why) {
        var results = new ArrayList<DeliveryResult>();
        some.forEach(entry -> {
            entry.pending().forEach(it -> results.add(new DeliveryResult(it, reason, why, entry.attempts())));
            entry.pending().clear();
        });
        return results;
    }

    @Override
    public List<DeliveryResult> giveUp(Instant now) {
        var results = new ArrayList<DeliveryResult>();
        notNeeded.forEach(it -> results.add(new DeliveryResult(
                it, DeliveryResult.Reason.NOT_NEEDED, "Alertmanager has no alert for this kind of notice", 0)));
        notNeeded.clear();
        backoff.since().ifPresent(since -> entries.values()
                .forEach(entry -> entry.pending().removeIf(it -> {
                    Instant from = it.arrivedAt().isAfter(since) ? it.arrivedAt() : since;
                    boolean isOld = Duration.between(from, now).compareTo(GIVE_UP_AFTER) >= 0;
                    if (isOld) {
                        results.add(new DeliveryResult(
                                it, DeliveryResult.Reason.GIVEN_UP, backoff.why(), entry.attempts()));
                    }
                    return isOld;
                })));
        return ended(results);
    }

    @Override
    public int size() {
        return notNeeded.size()
                + entries.values().stream().mapToInt(it -> it.pending().size()).sum();
    }

    @Override
    public Optional<Instant> oldest() {
        return entries.values().stream()
                .flatMap(it -> it.pending().stream())
                .map(Notice::arrivedAt)
                .min(Comparator.naturalOrder());
    }
}
