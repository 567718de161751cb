package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One alert, for {@link SecondOpinion}: its last condition and since when, and what was last published. */
final class SecondOpinionAlert {
    enum Look {
        GOOD,
        BAD,
        UNTOLD
    }

    record Problem(Severity severity, String what) {}

    record Onset(Instant at, Instant notBefore, boolean initial) {}

    private record Published(
            Instant firedAt, Onset onset, Problem problem, @Nullable String by, boolean spoke, List<String> members) {}

    Look look = Look.UNTOLD;
    boolean stands;
    private Onset run = new Onset(Instant.MIN, Instant.MIN, false);
    private int scans;
    private Onset onset = run;
    private Problem problem = new Problem(Severity.WARNING, "");
    private double points;
    private Instant fellAt = Instant.EPOCH;
    private boolean flaps;
    private boolean announced;
    private boolean toldDown;
    private Onset flapOnset = run;
    private Problem flapProblem = problem;
    private @Nullable String by;
    private @Nullable Instant leftAt;
    private @Nullable Published said;

    /** Takes in a condition; the first of a kind begins a run of them. */
    void see(Look is, Onset how, @Nullable Problem what, boolean wasGood, Instant now) {
        if (is != look) {
            look = is;
            run = how;
            scans = 0;
        }
        problem = what == null ? problem : what;
        speakForItself(is != Look.BAD && said == null);
        if (wasGood) {
            points = Math.min(6000, penalty(now) + 1000);
            fellAt = now;
            if (!flaps && points >= 2000) {
                flaps = true;
                flapOnset = how;
                flapProblem = problem;
            }
        }
    }

    /** Fires without a hold: its members have been held already. */
    void fireAtOnce(Onset how, Problem what) {
        see(Look.BAD, how, what, false, how.at());
        onset = how;
        stands = true;
    }

    boolean isTold() {
        return said != null;
    }

    /** Nothing is published, and there is nothing to publish. */
    boolean isSilent() {
        return look != Look.BAD && said == null;
    }

    /** Whether it is bad as far as is known. */
    boolean isBad() {
        return look == Look.BAD || (stands && look == Look.UNTOLD);
    }

    boolean isOpen() {
        return stands || look == Look.BAD;
    }

    @Nullable
    Instant badFrom() {
        return look == Look.BAD ? run.at() : null;
    }

    Onset onset() {
        return stands ? onset : run;
    }

    Problem problem() {
        return problem;
    }

    /** Whether it fires at the end of this scan, or fires already. */
    boolean firesNow(Duration hold, Instant now) {
        return stands ? look != Look.GOOD : isBadFor(hold, now, 1);
    }

    private boolean isBadFor(Duration hold, Instant now, int more) {
        return look == Look.BAD && scans + more >= 2 && !now.isBefore(clock().plus(hold));
    }

    /** After its inhibitor has ended, it waits three minutes more. */
    private Instant clock() {
        Instant free = leftAt == null ? run.at() : leftAt.plusSeconds(180);
        return free.isAfter(run.at()) ? free : run.at();
    }

    private double penalty(Instant now) {
        double left = points * Math.pow(2, -Duration.between(fellAt, now).toMillis() / 1_200_000.0);
        return left < 1 ? 0 : left;
    }

    void under(@Nullable String parent, Instant now) {
        if (isSilent()) {
            return;
        }
        if (parent != null) {
            by = parent;
            leftAt = null;
        } else if (by != null && leftAt == null) {
            leftAt = now;
        }
    }

    private void speakForItself(boolean does) {
        by = does ? null : by;
        leftAt = does ? null : leftAt;
    }

    void endOfScan(Duration hold, Duration keepFiring, Instant now) {
        speakForItself(flaps && leftAt != null && !fellAt.isBefore(leftAt.plusSeconds(180)));
        scans++;
        if (!stands && isBadFor(hold, now, 0)) {
            onset = run;
            stands = true;
            speakForItself(leftAt != null);
        } else if (stands && look == Look.GOOD) {
            stands = scans < 2 || now.isBefore(run.at().plus(keepFiring));
        } else if (stands && look == Look.BAD) {
            speakForItself(leftAt != null && !now.isBefore(clock().plus(hold)));
        }
    }

    /** Publishes what is to be published, and returns it; null if there is nothing. */
    @Nullable
    String speak(List<String> members, Instant now) {
        boolean free = flaps && penalty(now) < 750;
        boolean ends = free && announced;
        flaps = flaps && !free;
        announced = announced && !free;
        if (ends) {
            return say(AlertStatus.FLAP_END, members, now);
        }
        boolean onlyWhispered = said != null && said.by != null && by == null;
        if (flaps && (!announced || onlyWhispered)) {
            announced = true;
            toldDown = false;
            return say(AlertStatus.FLAPPING, members, now);
        }
        if (flaps) {
            boolean forGood =
                    stands && look == Look.BAD && !now.isBefore(run.at().plusSeconds(300));
            boolean news = forGood && by == null && !toldDown;
            toldDown |= news;
            return news ? say(AlertStatus.DOWN_WHILE_FLAPPING, members, now) : null;
        }
        if (stands != isTold()) {
            return say(stands ? AlertStatus.FIRING : AlertStatus.RESOLVED, members, now);
        }
        boolean news = said != null
                && !(Objects.equals(by, said.by) && problem.equals(said.problem) && members.equals(said.members));
        return news ? say(AlertStatus.UPDATED, members, now) : null;
    }

    /** Publishes a diagnosis of a published alert. */
    @Nullable
    String explain(Instant now) {
        return said == null || flaps || !stands ? null : say(AlertStatus.UPDATED, said.members, now);
    }

    /** Ends an alert whose subject is gone: if published, it is resolved. */
    @Nullable
    String end() {
        return said == null ? null : takeBack(announced ? AlertStatus.FLAP_END : AlertStatus.RESOLVED);
    }

    private String say(AlertStatus status, List<String> members, Instant now) {
        boolean flapping = status == AlertStatus.FLAPPING;
        if (!stands && !flapping) {
            return takeBack(status);
        }
        said = new Published(
                said == null ? now : said.firedAt,
                flapping ? flapOnset : onset,
                flapping ? flapProblem : problem,
                by,
                by == null || (said != null && said.spoke),
                members);
        return line(status, true, said, by);
    }

    /** Resolves the alert, without an inhibitor if it was ever published without one. */
    private String takeBack(AlertStatus status) {
        Published last = Objects.requireNonNull(said);
        said = null;
        speakForItself(true);
        return line(status, false, last, last.spoke ? null : last.by);
    }

    private static String line(AlertStatus status, boolean active, Published it, @Nullable String by) {
        return status + " active=" + active + " " + it.onset + " " + it.problem + " " + it.firedAt + " by=" + by + " "
                + it.members;
    }
}
