package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.receiver.SendOutcome;
import io.tunnelwatch.v1.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides what one destination is told next. Pure: time is a parameter. */
interface SendQueue {
    /** Older pages do harm: after this time, a notice that a destination did not take becomes a dead letter. */
    Duration GIVE_UP_AFTER = Duration.ofHours(1);

    /** Takes note of a decision that needs no delivery: it was silent, or delivered before. */
    void learn(Notification decision, Instant now);

    /** Adds a notice that the destination is to be told of. */
    void add(Notice notice);

    /** Removes a notice whose result was published by another process, or before a restart. */
    Optional<Notice> forget(String notificationId);

    /** The next request, if there is one to be made now. It must be settled before the next one. */
    Optional<SendRequest> next(Instant now);

    /** Takes the answer to a request. */
    List<DeliveryResult> settle(SendRequest request, SendOutcome outcome, Instant now);

    /** Gives up what has waited too long. */
    List<DeliveryResult> giveUp(Instant now);

    /** The notices that have no result yet. */
    int size();

    /** When the oldest of them arrived. */
    Optional<Instant> oldest();
}
