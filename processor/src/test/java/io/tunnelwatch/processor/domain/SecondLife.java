package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.AlertState.Trouble;
import io.tunnelwatch.processor.domain.AlertStep.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that was ever seen and said of one alert, for {@link SecondOpinion}. */
final class SecondLife {
    enum Look {
        GOOD,
        BAD,
        UNTOLD
    }

    /** One look; the ends of scans are looks that found it as it was. */
    record Seen(
            Instant at, Look look, boolean endOfScan, @Nullable Trouble trouble, Instant notBefore, boolean initial) {}

    record Fall(Instant at, Seen look) {}

    record Said(
            Status status,
            boolean active,
            Instant firedAt,
            Seen onset,
            Trouble trouble,
            @Nullable String by,
            boolean spoke,
            List<String> members) {}

    private final List<Seen> seen = new ArrayList<>();
    private final List<Fall> falls = new ArrayList<>();
    private final List<Said> said = new ArrayList<>();
    private boolean stands;
    private boolean flaps;
    private @Nullable Seen onset;
    private @Nullable String by;
    private @Nullable Instant leftAt;

    void see(Seen look, boolean fell, Instant now) {
        seen.add(look);
        speakForItself(look.look() != Look.BAD && told() == null);
        if (fell) {
            falls.add(new Fall(now, look));
            flaps = flaps || penalty(now) >= 2000;
        }
    }

    /** Others have waited for it. */
    void fireAtOnce(Seen look) {
        seen.add(look);
        onset = look;
        stands = true;
    }

    Look last() {
        return seen.isEmpty() ? Look.UNTOLD : seen.get(seen.size() - 1).look();
    }

    boolean wasGood() {
        return !seen.isEmpty() && last() == Look.GOOD;
    }

    boolean stands() {
        return stands;
    }

    /** Down as far as can be told. */
    boolean isBad() {
        return last() == Look.BAD || (stands && last() == Look.UNTOLD);
    }

    boolean isOpen() {
        return stands || last() == Look.BAD;
    }

    /** The looks that say the same without a break, up to the last. */
    private List<Seen> run(Look look) {
        int from = seen.size();
        while (from > 0 && seen.get(from - 1).look() == look) {
            from--;
        }
        return seen.subList(from, seen.size());
    }

    @Nullable
    Seen badFrom() {
        var run = run(Look.BAD);
        return run.isEmpty() ? null : run.get(0);
    }

    /** How it began: when it began to be bad this time, or before it fired. */
    Seen onset() {
        return Objects.requireNonNull(stands ? onset : badFrom());
    }

    Trouble trouble() {
        var troubles = seen.stream().filter(it -> it.look() == Look.BAD).toList();
        return Objects.requireNonNull(troubles.get(troubles.size() - 1).trouble());
    }

    /** Whether it fires at the end of this scan, or fires already. */
    boolean firesNow(Duration hold, Instant now) {
        return stands ? last() != Look.GOOD : badForLongEnough(hold, now, 1);
    }

    private boolean badForLongEnough(Duration hold, Instant now, int more) {
        var run = run(Look.BAD);
        long scans = run.stream().filter(Seen::endOfScan).count() + more;
        return !run.isEmpty()
                && scans >= 2
                && !now.isBefore(clock(run.get(0).at()).plus(hold));
    }

    private boolean goodForLongEnough(Duration keepFiring, Instant now) {
        var run = run(Look.GOOD);
        long scans = run.stream().filter(Seen::endOfScan).count();
        return scans >= 2 && !now.isBefore(run.get(0).at().plus(keepFiring));
    }

    private Instant clock(Instant badSince) {
        Instant free = leftAt == null ? badSince : leftAt.plusSeconds(180);
        return free.isAfter(badSince) ? free : badSince;
    }

    double penalty(Instant now) {
        double points = 0;
        Instant at = Instant.EPOCH;
        for (Fall fall : falls) {
            points = Math.min(6000, left(points, at, fall.at()) + 1000);
            at = fall.at();
        }
        return left(points, at, now);
    }

    private static double left(double points, Instant from, Instant to) {
        double left = points * Math.pow(2, -Duration.between(from, to).toMillis() / 1_200_000.0);
        return left < 1 ? 0 : left;
    }

    @Nullable
    Said told() {
        return said.isEmpty() || !said.get(said.size() - 1).active() ? null : said.get(said.size() - 1);
    }

    /** Who speaks for it; someone who just left is remembered, and when. */
    void under(@Nullable String parent, Instant now) {
        if (last() != Look.BAD && told() == null) {
            return;
        }
        if (parent != null) {
            by = parent;
            leftAt = null;
        } else if (by != null && leftAt == null) {
            leftAt = now;
        }
    }

    /** The end of a scan, in time: it may fire, be over, or speak up. */
    void endOfScan(Rules.Hold hold, Instant now) {
        Instant lastFall =
                falls.isEmpty() ? Instant.MIN : falls.get(falls.size() - 1).at();
        speakForItself(flaps && leftAt != null && !lastFall.isBefore(leftAt.plusSeconds(180)));
        if (!seen.isEmpty()) {
            Seen last = seen.get(seen.size() - 1);
            seen.add(new Seen(now, last.look(), true, last.trouble(), last.notBefore(), last.initial()));
        }
        if (!stands && badForLongEnough(hold.until(), now, 0)) {
            onset = badFrom();
            stands = true;
            speakForItself(leftAt != null);
        } else if (stands && goodForLongEnough(hold.keepFiring(), now)) {
            stands = false;
        } else if (stands) {
            Seen since = badFrom();
            speakForItself(leftAt != null
                    && since != null
                    && !now.isBefore(clock(since.at()).plus(hold.until())));
        }
    }

    private void speakForItself(boolean does) {
        if (does) {
            by = null;
            leftAt = null;
        }
    }

    /** What is to be said, if anything; it is said by that. */
    @Nullable
    Said speak(List<String> members, Instant now) {
        Said told = told();
        boolean announced = saidSince(Status.FLAPPING, Status.FLAP_END);
        if (flaps && penalty(now) < 750) {
            flaps = false;
            if (announced) {
                return say(Status.FLAP_END, members, now);
            }
        }
        if (flaps) {
            Seen since = badFrom();
            boolean forGood =
                    stands && since != null && !now.isBefore(since.at().plusSeconds(300));
            boolean silencedByNobody = told != null && told.by() != null && by == null;
            if (!announced || silencedByNobody) {
                return say(Status.FLAPPING, members, now);
            }
            return forGood && by == null && !saidSince(Status.DOWN_WHILE_FLAPPING, Status.FLAPPING)
                    ? say(Status.DOWN_WHILE_FLAPPING, members, now)
                    : null;
        }
        if (stands != (told != null)) {
            return say(stands ? Status.FIRING : Status.RESOLVED, members, now);
        }
        boolean news = told != null
                && (!Objects.equals(by, told.by())
                        || trouble().differsFrom(told.trouble())
                        || !members.equals(told.members()));
        return news ? say(Status.UPDATED, members, now) : null;
    }

    boolean isToldCalmly() {
        return told() != null && !flaps && stands;
    }

    Said explain(Instant now) {
        return say(Status.UPDATED, Objects.requireNonNull(told()).members(), now);
    }

    private boolean saidSince(Status what, Status since) {
        var statuses = said.stream().map(Said::status).toList();
        return statuses.lastIndexOf(what) > statuses.lastIndexOf(since);
    }

    private Said say(Status status, List<String> members, Instant now) {
        Said told = told();
        if (!stands && status != Status.FLAPPING) {
            return end(status);
        }
        Seen began = onset;
        Trouble trouble = seen.isEmpty() ? null : trouble();
        if (status == Status.FLAPPING) {
            began = flapsFrom().look();
            trouble = began.trouble();
        }
        boolean spoke = by == null || (told != null && told.spoke());
        Instant firedAt = told == null ? now : told.firedAt();
        said.add(new Said(
                status,
                true,
                firedAt,
                Objects.requireNonNull(began),
                Objects.requireNonNull(trouble),
                by,
                spoke,
                members));
        return said.get(said.size() - 1);
    }

    /** The fall that was one too many. */
    private Fall flapsFrom() {
        var life = new SecondLife();
        Fall entered = null;
        for (Fall fall : falls) {
            boolean before = life.flaps && life.penalty(fall.at()) >= 750;
            life.flaps = before;
            life.see(fall.look(), true, fall.at());
            entered = life.flaps && !before ? fall : entered;
        }
        return Objects.requireNonNull(entered);
    }

    /** Its subject is gone, or it is over: what stands is taken back, aloud if it ever spoke. */
    @Nullable
    Said end() {
        return told() == null ? null : end(flaps ? Status.FLAP_END : Status.RESOLVED);
    }

    private Said end(Status status) {
        Said told = Objects.requireNonNull(told());
        by = null;
        leftAt = null;
        said.add(new Said(
                status,
                false,
                told.firedAt(),
                told.onset(),
                told.trouble(),
                told.spoke() ? null : told.by(),
                told.spoke(),
                told.members()));
        return said.get(said.size() - 1);
    }
}
