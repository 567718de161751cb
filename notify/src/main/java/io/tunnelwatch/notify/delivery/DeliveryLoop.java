package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.receiver.SendOutcome;
import io.tunnelwatch.schemas.topics.NoticeFingerprints;
import io.tunnelwatch.schemas.topics.TraceId;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the notices of one endpoint: takes what was read from the log, asks the queue for the next request, makes it, and
 * writes what became of it. Used by one thread. It can begin anew at any time from the committed offsets.
 */
final class DeliveryLoop {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);

    /** The time after which the rule TunnelwatchNoticesWait fires. */
    private static final double LONG_SECONDS = 300;

    /** Enough for any storm that a destination can take; a bound for the memory. */
    private static final int MOST_WAITING = 10_000;

    private final DeliveryEndpoint endpoint;
    private final List<String> others;
    private final Supplier<SendQueue> queues;
    private final BiConsumer<List<DeliveryResult>, Instant> resultLog;
    private final java.util.function.Consumer<Notification> noticeLog;
    private final InstantSource clock;
    private final OffsetTracker offsets = new OffsetTracker();
    private SendQueue queue;
    private volatile boolean isDelivering;
    private volatile boolean isFailing;

    /** True once the destination has taken a request, even a repeated state, after a notice became a dead letter. */
    private volatile boolean hasAcceptedSinceFailure;

    private @Nullable FailingRecord failure;
    private volatile @Nullable Instant oldest;
    private volatile String trouble = "";

    /** The record DELIVERY_FAILING. Its offset is not committed until DELIVERY_RESTORED is written. */
    private record FailingRecord(int partition, long offset) {}

    /** @param others the other destinations, which are told when this one fails */
    DeliveryLoop(
            DeliveryEndpoint endpoint,
            List<String> others,
            Supplier<SendQueue> queues,
            BiConsumer<List<DeliveryResult>, Instant> resultLog,
            java.util.function.Consumer<Notification> noticeLog,
            InstantSource clock) {
        this.endpoint = endpoint;
        this.others = List.copyOf(others);
        this.queues = queues;
        this.resultLog = resultLog;
        this.noticeLog = noticeLog;
        this.clock = clock;
        this.queue = queues.get();
    }

    /** Begins anew at these offsets; what lies before them has its result. Without any, another process delivers. */
    void begin(Map<Integer, Long> committed) {
        isDelivering = !committed.isEmpty();
        queue = queues.get();
        offsets.begin(committed);
        isFailing = false;
        hasAcceptedSinceFailure = false;
        failure = null;
        oldest = null;
        trouble = "";
    }

    /** Takes a record that cannot be read; it is passed over. */
    void skip(int partition, long offset) {
        offsets.read(partition, offset);
    }

    /** Takes the next record of a partition. */
    void read(int partition, long offset, Notification record) {
        boolean isNew = offsets.isNew(partition, offset);
        switch (record.getOutcome()) {
            case NOTIFY -> decided(partition, offset, record, isNew);
            case SILENT -> queue.learn(record, clock.instant());
            case DELIVERED, FAILED -> {
                if (record.getDestinations().contains(endpoint.name())) {
                    queue.forget(record.getNotificationId()).ifPresent(this::close);
                }
            }
            case UNKNOWN -> LOG.debug("A record of a later version is passed over");
        }
        offsets.read(partition, offset);
    }

    private void decided(int partition, long offset, Notification record, boolean isNew) {
        if (record.getFingerprint().equals(NoticeFingerprints.ofDestination(endpoint.name()))) {
            aboutUs(partition, offset, record.getKind(), isNew);
        }
        if (record.getDestinations().contains(endpoint.destination())) {
            Instant now = clock.instant();
            queue.learn(record, now);
            if (isNew) {
                queue.add(new Notice(record, partition, offset, now));
                offsets.open(partition, offset);
            }
        }
    }

    private void aboutUs(int partition, long offset, NotificationKind kind, boolean isNew) {
        if (!isNew) {
            return;
        }
        FailingRecord before = failure;
        if (before != null) {
            offsets.close(before.partition(), before.offset());
        }
        isFailing = kind == NotificationKind.DELIVERY_FAILING;
        failure = isFailing ? new FailingRecord(partition, offset) : null;
        if (isFailing) {
            offsets.open(partition, offset);
        }
    }

    private void close(Notice notice) {
        offsets.close(notice.partition(), notice.offset());
    }

    /** Makes one request if one is due. Returns whether it did. */
    boolean work() {
        end(queue.giveUp(clock.instant()));
        oldest = queue.oldest().orElse(null);
        Optional<SendRequest> next = queue.next(clock.instant());
        if (next.isEmpty()) {
            return false;
        }
        SendRequest request = next.get();
        SendOutcome outcome = endpoint.receiver().tell(request.message(), clock.instant());
        report(outcome);
        if (outcome instanceof SendOutcome.Delivered) {
            hasAcceptedSinceFailure = true;
        }
        end(queue.settle(request, outcome, clock.instant()));
        return true;
    }

    private void report(SendOutcome outcome) {
        String why = outcome instanceof SendOutcome.Retry it
                ? it.why()
                : outcome instanceof SendOutcome.Gone it ? it.why() : "";
        if (!why.isEmpty() && trouble.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("destination", endpoint.name())
                    .addKeyValue("error", why)
                    .log("The destination takes no notices; they wait for it");
        } else if (why.isEmpty() && !trouble.isEmpty()) {
            LOG.atInfo().addKeyValue("destination", endpoint.name()).log("The destination takes notices again");
        }
        trouble = why;
    }

    private void end(List<DeliveryResult> results) {
        if (results.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        resultLog.accept(results, now);
        results.stream()
                .filter(it -> it.reason() == DeliveryResult.Reason.DELIVERED)
                .forEach(this::logDelivered);
        results.forEach(it -> close(it.notice()));
        oldest = queue.oldest().orElse(null);
        results.stream().filter(it -> !it.isDelivered()).findFirst().ifPresent(it -> failing(it, now));
        results.stream()
                .filter(it -> it.reason() == DeliveryResult.Reason.DELIVERED)
                .findFirst()
                .ifPresent(it -> restored(it, now));
    }

    private void logDelivered(DeliveryResult result) {
        LOG.atInfo()
                .addKeyValue("destination", endpoint.name())
                .addKeyValue("notice", result.notice().id())
                .addKeyValue("attempts", result.attempts())
                .addKeyValue("alert", result.notice().fingerprint())
                .addKeyValue(TraceId.KEY, result.notice().trace())
                .log("A notice was delivered");
    }

    private void failing(DeliveryResult cause, Instant now) {
        LOG.atError()
                .addKeyValue("destination", endpoint.name())
                .addKeyValue("notice", cause.notice().id())
                .addKeyValue("reason", cause.reason())
                .addKeyValue("error", cause.detail())
                .addKeyValue("alert", cause.notice().fingerprint())
                .addKeyValue(TraceId.KEY, cause.notice().trace())
                .log("A notice was not delivered and is a dead letter");
        hasAcceptedSinceFailure = false;
        if (!isFailing) {
            isFailing = true;
            noticeLog.accept(DeliveryLog.about(endpoint, NotificationKind.DELIVERY_FAILING, cause, others, now));
        }
    }

    private void restored(DeliveryResult cause, Instant now) {
        if (isFailing) {
            isFailing = false;
            noticeLog.accept(DeliveryLog.about(endpoint, NotificationKind.DELIVERY_RESTORED, cause, others, now));
        }
    }

    Map<Integer, Long> committable() {
        return offsets.committable();
    }

    boolean isFull() {
        return queue.size() >= MOST_WAITING;
    }

    /** Seconds for which the oldest notice has waited. Safe to call from any thread. */
    double age() {
        Instant since = oldest;
        return since == null ? 0 : Math.max(0, clock.millis() - since.toEpochMilli()) / 1_000.0;
    }

    /** The present trouble with the destination; empty if there is none. Safe to call from any thread. */
    String trouble() {
        return trouble;
    }

    /** Tells whether the destination can be reached. Safe to call from any thread. */
    Reach reach() {
        if (!isDelivering) {
            return Reach.ELSEWHERE;
        }
        if (isFailing && !hasAcceptedSinceFailure) {
            return Reach.FAILING;
        }
        return !trouble.isEmpty() && age() >= LONG_SECONDS ? Reach.STUCK : Reach.WORKING;
    }
}
