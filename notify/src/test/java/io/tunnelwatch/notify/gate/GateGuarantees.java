package io.tunnelwatch.notify.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What a gate promises, whatever comes in: listens to its input and output, and judges at the end. */
final class GateGuarantees {
    private static final Set<NotificationKind> OF_STATE =
            Set.of(NotificationKind.ALERT, NotificationKind.REMINDER, NotificationKind.ACKNOWLEDGEMENT_ENDED);

    private final NaiveGate commands;
    private final NaiveGate.Recipients routing;
    private final Set<String> ids = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private final Map<String, Boolean> heard = new HashMap<>();
    private final Map<String, Alert> newest = new HashMap<>();
    private final Map<String, Instant> acknowledgedUntil = new HashMap<>();

    /** @param commands knows which commands are in force; it has taken the same input */
    GateGuarantees(NaiveGate commands, NaiveGate.Recipients routing) {
        this.commands = commands;
        this.routing = routing;
    }

    void accept(Object input, List<Notification> notices) {
        if (input instanceof Alert it) {
            newest.merge(
                    it.getFingerprint(),
                    it,
                    (old, next) -> next.getOrder().getScan() > old.getOrder().getScan() ? next : old);
        }
        if (input instanceof Command it && it.getType() == CommandType.ACKNOWLEDGE) {
            acknowledgedUntil.putIfAbsent(it.getCommandId(), Acknowledgement.until(it));
        }
        for (Notification it : notices) {
            assertThat(ids.add(it.getNotificationId())).as("said twice: %s", it).isTrue();
            if (it.getOutcome() == NotificationOutcome.NOTIFY) {
                assertThat(it.getDestinations()).as("%s", it).isNotEmpty();
            }
            shouldEndAnAcknowledgementWhenItMust(it);
            boolean isBroken = it.getReason().equals(NoticeReason.ACKNOWLEDGEMENT_BROKEN.name());
            if (it.getKind() == NotificationKind.ACKNOWLEDGEMENT_ENDED && !isBroken) {
                told.removeIf(step -> step.contains(" " + it.getFingerprint() + "-"));
            }
            if (it.getAlert() != null && it.getOutcome() == NotificationOutcome.NOTIFY) {
                shouldSayNothingThatACommandCovers(it);
                shouldTellNoStepTwice(it);
                shouldTellAnEndOnlyAfterItsBeginning(it);
            }
        }
    }

    private void shouldEndAnAcknowledgementWhenItMust(Notification it) {
        if (it.getOutcome() == NotificationOutcome.SILENT && it.getReason().equals("ACKNOWLEDGED")) {
            assertThat(it.getAt())
                    .as("%s", it)
                    .isBefore(acknowledgedUntil.get(Objects.requireNonNull(it.getCommandId())));
        }
    }

    private void shouldSayNothingThatACommandCovers(Notification it) {
        assertThat(commands.covering(it.getAlert(), it.getAt())).as("%s", it).isEmpty();
    }

    /** But for those who missed that an acknowledgement has ended, because their route was closed. */
    private void shouldTellNoStepTwice(Notification it) {
        if (it.getKind() == NotificationKind.ALERT) {
            it.getDestinations().forEach(name -> assertThat(
                            told.add(name + " " + it.getAlert().getStepId()))
                    .as("%s", it)
                    .isTrue());
        }
    }

    private void shouldTellAnEndOnlyAfterItsBeginning(Notification it) {
        if (OF_STATE.contains(it.getKind())) {
            for (String name : it.getDestinations()) {
                Boolean before = heard.put(
                        name + " " + it.getFingerprint(), it.getAlert().getActive());
                assertThat(it.getAlert().getActive() || Boolean.TRUE.equals(before))
                        .as("%s", it)
                        .isTrue();
            }
        }
    }

    /** Judges when the gate has begun, time has stood still for a while, and nothing is in force any more. */
    void judge(Instant end) {
        for (Alert it : newest.values()) {
            var knowing = new TreeSet<String>();
            heard.forEach((key, active) -> {
                if (active && key.endsWith(" " + it.getFingerprint())) {
                    knowing.add(key.substring(0, key.indexOf(' ')));
                }
            });
            if (!it.getActive()) {
                assertThat(knowing).as("never told of the end of %s", it).isEmpty();
            } else if (it.getInhibitedBy() == null) {
                assertThat(knowing)
                        .as("never told that it fires: %s", it)
                        .containsAll(routing.of(it, end).keySet());
            }
        }
    }
}
