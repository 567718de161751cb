package io.tunnelwatch.notify.gate;

import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.Recurrence;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A second opinion on the gate, written in another way: it keeps no state of alerts or commands, only the list of all that came
 * in and of all that it said itself, and answers every question by a search through both. It shares no code with the gate.
 */
final class NaiveGate {
    private static final List<AlertSeverity> BY_RISE =
            List.of(AlertSeverity.UNKNOWN, AlertSeverity.INFO, AlertSeverity.WARNING, AlertSeverity.CRITICAL);

    private final Recipients routing;
    private final TreeSet<String> destinations;

    /** All that came in and had an effect, each with the time of the gate then. */
    private final List<Taken> taken = new ArrayList<>();

    private final List<Said> said = new ArrayList<>();

    /** The time of each look, what covered each alert then, and which maintenances were on. */
    private final List<Look> looks = new ArrayList<>();

    private Instant now = Instant.EPOCH;

    /** Who is to be told of an alert at a time, and how often reminded; null if never. */
    interface Recipients {
        Map<String, @Nullable Duration> of(Alert alert, Instant time);
    }

    NaiveGate(Recipients routing, TreeSet<String> destinations) {
        this.routing = routing;
        this.destinations = destinations;
    }

    private record Taken(Object what, Instant at) {}

    private record Look(
            Instant at, int taken, boolean begun, Map<String, String> covers, TreeMap<String, Boolean> on) {}

    /** One decision, and its line. An entry without a line notes that an acknowledgement has ended, before that is said. */
    private record Said(
            int taken,
            boolean tells,
            String kind,
            String why,
            @Nullable Alert alert,
            TreeSet<String> to,
            Instant at,
            String line) {}

    List<String> take(Object input) {
        if (isWithoutEffect(input)) {
            return List.of();
        }
        int from = said.size();
        Instant time = time(input);
        now = time.isAfter(now) ? time : now;
        if (!(input instanceof Command)) {
            look(null);
        }
        taken.add(new Taken(input, now));
        if (input instanceof Command it && it.getType() == CommandType.ACKNOWLEDGE && isTaken(taken.size() - 1)) {
            follow(it.getFingerprint(), "ACKNOWLEDGED", "ACKNOWLEDGED", it.getCommandId());
        }
        look(input instanceof Alert it ? it : null);
        return said.subList(from, said.size()).stream()
                .map(Said::line)
                .filter(it -> !it.isEmpty())
                .sorted()
                .toList();
    }

    private boolean isWithoutEffect(Object input) {
        if (input instanceof Command it) {
            return it.getRefused() != null
                    || taken.stream()
                            .anyMatch(old -> old.what() instanceof Command other
                                    && other.getCommandId().equals(it.getCommandId()));
        }
        return input instanceof Alert it
                && taken.stream()
                        .anyMatch(old -> old.what() instanceof Alert other
                                && other.getFingerprint().equals(it.getFingerprint())
                                && other.getOrder().getScan() >= it.getOrder().getScan());
    }

    private static Instant time(Object input) {
        return input instanceof Alert it
                ? it.getUpdatedAt()
                : input instanceof Command it ? it.getAt() : (Instant) input;
    }

    /** Two ticks have passed since the last step of the time before the first tick. */
    private boolean isPublishing() {
        int ticks = 0;
        Instant first = null;
        for (Taken it : taken) {
            if (it.what() instanceof Instant tick) {
                first = first == null ? tick : first;
                ticks++;
            } else if (it.what() instanceof Alert step
                    && (first == null || !step.getUpdatedAt().isAfter(first))) {
                ticks = 0;
            }
        }
        return ticks >= 2;
    }

    private void look(@Nullable Alert step) {
        boolean begun = isPublishing();
        var on = new TreeMap<String, Boolean>();
        var before = looks.isEmpty() ? new TreeMap<String, Boolean>() : last().on();
        for (Command it : commands()) {
            boolean isOn = it.getType() == CommandType.MAINTENANCE && isInForce(it, now);
            on.put(it.getCommandId(), isOn);
            boolean was = before.getOrDefault(it.getCommandId(), false);
            boolean isNews = it.getFrom() == null || !it.getFrom().isBefore(it.getAt());
            if (isOn != was && begun && isNews) {
                say(
                        true,
                        isOn ? "MAINTENANCE_STARTED" : "MAINTENANCE_ENDED",
                        isOn ? "STARTED" : "ENDED",
                        it.getCommandId(),
                        null,
                        destinations);
            }
        }
        var covers = new HashMap<String, String>();
        for (String fingerprint : fingerprints()) {
            boolean isStep = step != null && step.getFingerprint().equals(fingerprint);
            lookAt(fingerprint, isStep, begun, covers);
        }
        looks.add(new Look(now, taken.size(), begun, covers, on));
    }

    private Look last() {
        return looks.get(looks.size() - 1);
    }

    private void lookAt(String fingerprint, boolean isStep, boolean begun, Map<String, String> covers) {
        Alert alert = newest(fingerprint, taken.size());
        Command ack = acknowledgement(fingerprint, taken.size());
        boolean ended = false;
        if (ack != null && wasInForce(ack, fingerprint)) {
            String why = isCancelled(ack) ? "CANCELLED" : now.isBefore(until(ack)) ? "" : "EXPIRED";
            if (!why.isEmpty()) {
                // If nobody knows the alert, there is nothing to say about the end.
                ended = !open(fingerprint).isEmpty();
                String kind = open(fingerprint).isEmpty() ? "QUIET_END" : "END";
                String ending = why + " " + ack.getCommandId();
                said.add(new Said(taken.size(), false, kind, ending, alert, new TreeSet<>(), now, ""));
            } else if (!now.isBefore(reminds(ack)) && last().at().isBefore(reminds(ack)) && !isJustTaken(ack)) {
                follow(fingerprint, "ACKNOWLEDGEMENT_ENDING", "EXPIRES_SOON", ack.getCommandId());
            }
        }
        if (!begun) {
            return;
        }
        String held = looks.isEmpty() ? null : last().covers().get(fingerprint);
        if (alert.getActive()) {
            active(alert, isStep, isStep || ended, held, covers);
        } else {
            resolved(alert, isStep, held, covers);
        }
    }

    private void active(
            Alert alert, boolean isStep, boolean isOccasion, @Nullable String held, Map<String, String> covers) {
        String fingerprint = alert.getFingerprint();
        @Nullable String end = pendingEnd(fingerprint);
        String kind = end == null ? "ALERT" : "ACKNOWLEDGEMENT_ENDED";
        String cover = cover(alert, true);
        Command broken = isStep ? brokenBy(alert) : null;
        if (cover != null) {
            covers.put(fingerprint, cover);
            sayBroken(broken, alert);
            if (isOccasion) {
                say(false, kind, cover, "", alert, new TreeSet<>());
            }
            return;
        }
        var recipients = routing.of(alert, now);
        var fresh = new TreeSet<>(recipients.keySet());
        var knowing = knowing(alert);
        fresh.removeAll(knowing.keySet());
        if (!fresh.isEmpty()) {
            String reason = end != null
                    ? end
                    : broken != null
                            ? "ACKNOWLEDGEMENT_BROKEN " + broken.getCommandId()
                            : isStep ? news(alert) : late(held, "STILL_FIRING");
            say(true, kind, reason, "", alert, fresh);
        } else if (isOccasion) {
            sayBroken(broken, alert);
            say(false, kind, "NO_ROUTE", "", alert, new TreeSet<>());
        }
        var due = new TreeSet<String>();
        knowing.forEach((name, at) -> {
            Duration repeat = recipients.get(name);
            if (repeat != null && !now.isBefore(at.plus(repeat))) {
                due.add(name);
            }
        });
        if (!due.isEmpty()) {
            say(true, "REMINDER", "REPEATED", "", alert, due);
        }
    }

    /** The notice of a step says so itself; if there is none, the end of the acknowledgement must still be on record. */
    private void sayBroken(@Nullable Command broken, Alert alert) {
        if (broken != null) {
            String id = broken.getCommandId();
            say(false, "ACKNOWLEDGEMENT_ENDED", "ACKNOWLEDGEMENT_BROKEN", id, alert, new TreeSet<>());
        }
    }

    private void resolved(Alert alert, boolean isStep, @Nullable String held, Map<String, String> covers) {
        var open = open(alert.getFingerprint());
        String cover = cover(alert, open.isEmpty());
        if (open.isEmpty()) {
            if (isStep) {
                say(false, "ALERT", cover == null ? "NEVER_TOLD" : cover, "", alert, open);
            }
        } else if (cover != null) {
            covers.put(alert.getFingerprint(), cover);
            if (isStep) {
                say(false, "ALERT", cover, "", alert, new TreeSet<>());
            }
        } else {
            say(true, "ALERT", isStep ? news(alert) : late(held, "RESOLVED"), "", alert, open);
        }
    }

    private void follow(String fingerprint, String kind, String reason, String id) {
        if (!isPublishing()) {
            return;
        }
        Alert alert = newest(fingerprint, taken.size());
        String cover = cover(alert, true, false);
        var open = open(fingerprint);
        if (cover != null || open.isEmpty()) {
            say(false, kind, cover == null ? "NEVER_TOLD" : cover, "", alert, new TreeSet<>());
        } else {
            say(true, kind, reason, id, alert, open);
        }
    }

    private void say(boolean tells, String kind, String reason, String id, @Nullable Alert alert, TreeSet<String> to) {
        String line = (alert == null ? "maintenance" : alert.getStepId()) + " " + (tells ? "NOTIFY" : "SILENT") + " "
                + kind + " " + reason + (id.isEmpty() ? "" : " " + id) + " > " + to + " at " + now;
        said.add(new Said(taken.size(), tells, kind, reason, alert, new TreeSet<>(to), now, line));
    }

    private static String news(Alert it) {
        return switch (it.getStatus()) {
            case FIRING -> "FIRED";
            case FLAP_END -> "FLAP_ENDED";
            default -> it.getStatus().name();
        };
    }

    private static String late(@Nullable String held, String otherwise) {
        if (held != null && held.startsWith("SILENCED ")) {
            return held.replace("SILENCED", "SILENCE_ENDED");
        }
        return held != null && held.startsWith("IN_MAINTENANCE ")
                ? held.replace("IN_MAINTENANCE", "MAINTENANCE_ENDED")
                : otherwise;
    }

    // Questions about the past.

    private List<Command> commands() {
        return taken.stream()
                .filter(it -> it.what() instanceof Command)
                .map(it -> (Command) it.what())
                .sorted(Comparator.comparing(Command::getCommandId))
                .toList();
    }

    private TreeSet<String> fingerprints() {
        var all = new TreeSet<String>();
        taken.forEach(it -> {
            if (it.what() instanceof Alert alert) {
                all.add(alert.getFingerprint());
            }
        });
        return all;
    }

    private @Nullable Alert maybeNewest(@Nullable String fingerprint, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (taken.get(i).what() instanceof Alert it && it.getFingerprint().equals(fingerprint)) {
                return it;
            }
        }
        return null;
    }

    private Alert newest(String fingerprint, int before) {
        return Objects.requireNonNull(maybeNewest(fingerprint, before));
    }

    /** Where in the list this step is. */
    private int place(Object what) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            if (taken.get(i).what() == what) {
                return i;
            }
        }
        throw new IllegalStateException("never came: " + what);
    }

    private boolean isCancelled(Command it) {
        return commands().stream().anyMatch(other -> it.getCommandId().equals(other.getCancels()))
                && it.getType() != CommandType.CANCEL;
    }

    private static Instant until(Command ack) {
        Instant latest = ack.getAt().plus(Duration.ofDays(1));
        Instant asked = ack.getUntil() == null ? ack.getAt().plus(Duration.ofHours(4)) : ack.getUntil();
        return asked.isAfter(latest) ? latest : asked;
    }

    private static Instant reminds(Command ack) {
        return until(ack).minus(Duration.ofMinutes(10));
    }

    /** Whether an acknowledgement had any effect when it came. */
    private boolean isTaken(int place) {
        Command it = (Command) taken.get(place).what();
        Alert alert = maybeNewest(it.getFingerprint(), place);
        boolean inAdvance = taken.subList(0, place).stream()
                .anyMatch(old ->
                        old.what() instanceof Command other && it.getCommandId().equals(other.getCancels()));
        return alert != null
                && alert.getActive()
                && !inAdvance
                && taken.get(place).at().isBefore(until(it));
    }

    private boolean isJustTaken(Command ack) {
        return last().taken() <= place(ack);
    }

    /** The latest acknowledgement of an alert, if no step has ended it. */
    private @Nullable Command acknowledgement(String fingerprint, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (taken.get(i).what() instanceof Command it
                    && it.getType() == CommandType.ACKNOWLEDGE
                    && fingerprint.equals(it.getFingerprint())
                    && isTaken(i)) {
                return isEndedByStep(i, fingerprint, before) ? null : it;
            }
        }
        return null;
    }

    private boolean isEndedByStep(int place, String fingerprint, int before) {
        Alert then = newest(fingerprint, place);
        return taken.subList(place, before).stream()
                .anyMatch(it -> it.what() instanceof Alert step
                        && step.getFingerprint().equals(fingerprint)
                        && (!step.getActive()
                                || BY_RISE.indexOf(step.getSeverity()) > BY_RISE.indexOf(then.getSeverity())
                                || step.getMembers().stream()
                                        .anyMatch(member -> !then.getMembers().contains(member))));
    }

    /** Whether its end was not noticed at an earlier look. */
    private boolean wasInForce(Command ack, String fingerprint) {
        int place = place(ack);
        return said.stream()
                .noneMatch(it -> it.kind().endsWith("END")
                        && it.alert() != null
                        && it.alert().getFingerprint().equals(fingerprint)
                        && it.taken() > place);
    }

    private @Nullable Command brokenBy(Alert step) {
        int place = place(step);
        Command ack = acknowledgement(step.getFingerprint(), place);
        return ack != null
                        && wasInForce(ack, step.getFingerprint())
                        && isEndedByStep(place(ack), step.getFingerprint(), place + 1)
                ? ack
                : null;
    }

    /** Why the acknowledgement ended, if nobody has been told and nothing has happened since. */
    private @Nullable String pendingEnd(String fingerprint) {
        for (int i = said.size() - 1; i >= 0; i--) {
            Said it = said.get(i);
            if (it.alert() == null || !it.alert().getFingerprint().equals(fingerprint)) {
                continue;
            }
            if (it.kind().equals("QUIET_END")) {
                return null;
            }
            if (it.kind().equals("END")) {
                boolean isOvertaken =
                        !isAbout(it, newest(fingerprint, taken.size())) || lastAcknowledged(fingerprint) >= it.taken();
                return isOvertaken ? null : it.why();
            }
            if (it.tells()
                    && !it.kind().equals("ACKNOWLEDGEMENT_ENDING")
                    && !it.kind().equals("ACKNOWLEDGED")) {
                return null;
            }
        }
        return null;
    }

    private int lastAcknowledged(String fingerprint) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            if (taken.get(i).what() instanceof Command it
                    && it.getType() == CommandType.ACKNOWLEDGE
                    && fingerprint.equals(it.getFingerprint())
                    && isTaken(i)) {
                return i;
            }
        }
        return -1;
    }

    /** Who was told of this very step, and when last; an acknowledgement that ends makes everybody need to hear it again. */
    private Map<String, Instant> knowing(Alert step) {
        var knowing = new TreeMap<String, Instant>();
        for (Said it : said) {
            if (isAbout(it, step) && it.kind().endsWith("END")) {
                knowing.clear();
            } else if (isAbout(it, step) && it.tells() && tellsState(it)) {
                it.to().forEach(name -> knowing.put(name, it.at()));
            }
        }
        return knowing;
    }

    private static boolean isAbout(Said it, Alert step) {
        return it.alert() != null && it.alert().getStepId().equals(step.getStepId());
    }

    private static boolean tellsState(Said it) {
        return List.of("ALERT", "REMINDER", "ACKNOWLEDGEMENT_ENDED").contains(it.kind());
    }

    /** Those that know it as firing: the last that they heard of it. */
    private TreeSet<String> open(String fingerprint) {
        var open = new TreeSet<String>();
        for (Said it : said) {
            if (it.alert() != null && it.alert().getFingerprint().equals(fingerprint) && it.tells() && tellsState(it)) {
                if (it.alert().getActive()) {
                    open.addAll(it.to());
                } else {
                    open.removeAll(it.to());
                }
            }
        }
        return open;
    }

    private @Nullable String cover(Alert alert, boolean detectorToo) {
        return cover(alert, detectorToo, true);
    }

    private @Nullable String cover(Alert alert, boolean detectorToo, boolean acknowledgementToo) {
        if (detectorToo && alert.getInhibitedBy() != null) {
            return "INHIBITED";
        }
        for (CommandType type : List.of(CommandType.MAINTENANCE, CommandType.SILENCE)) {
            for (Command it : commands()) {
                if (it.getType() == type && covers(it, alert, now)) {
                    return (type == CommandType.SILENCE ? "SILENCED " : "IN_MAINTENANCE ") + it.getCommandId();
                }
            }
        }
        Command ack = acknowledgement(alert.getFingerprint(), taken.size());
        return acknowledgementToo && ack != null && wasInForce(ack, alert.getFingerprint())
                ? "ACKNOWLEDGED " + ack.getCommandId()
                : null;
    }

    /** The silences and maintenances that cover an alert. */
    List<String> covering(Alert alert, Instant time) {
        return commands().stream()
                .filter(it -> covers(it, alert, time))
                .map(Command::getCommandId)
                .toList();
    }

    private boolean covers(Command it, Alert alert, Instant time) {
        return isInForce(it, time)
                && it.getMatchers().stream()
                        .allMatch(matcher -> LabelMatcher.of(matcher).matches(AlertLabels.of(alert)));
    }

    private boolean isInForce(Command it, Instant time) {
        if (isCancelled(it) || it.getMatchers().isEmpty()) {
            return false;
        }
        Instant from = it.getFrom() == null ? it.getAt() : it.getFrom();
        Recurrence recurrence = it.getRecurrence();
        if (recurrence == null) {
            return !time.isBefore(from) && it.getUntil() != null && time.isBefore(it.getUntil());
        }
        ZoneId zone = ZoneId.of(recurrence.getZone());
        LocalDate last = time.atZone(zone).toLocalDate();
        for (LocalDate day = last.minusDays(2); !day.isAfter(last); day = day.plusDays(1)) {
            DayOfWeek name = day.getDayOfWeek();
            Instant start = ZonedDateTime.of(day, LocalTime.parse(recurrence.getStartTime()), zone)
                    .toInstant();
            boolean isWanted =
                    (recurrence.getDays().isEmpty() || recurrence.getDays().contains(name.name()))
                            && !start.isBefore(from)
                            && (it.getUntil() == null || !start.isAfter(it.getUntil()));
            if (isWanted
                    && !time.isBefore(start)
                    && time.isBefore(start.plusSeconds(60L * recurrence.getDurationMinutes()))) {
                return true;
            }
        }
        return false;
    }
}
