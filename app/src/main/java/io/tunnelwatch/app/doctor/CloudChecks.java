package io.tunnelwatch.app.doctor;

import io.tunnelwatch.ingest.CloudProbe;
import io.tunnelwatch.ingest.api.TargetId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Checks the cloud: that it answers, what it permits, and that its clock agrees with this machine's. */
public final class CloudChecks {
    /** The cloud refuses calls that are older than this, so that a clock that drifts further stops all polling. */
    private static final Duration REFUSED = Duration.ofMinutes(5);

    /** The times of events come from this machine's clock; less than this may come from the network. */
    private static final Duration NOTABLE = Duration.ofSeconds(5);

    private final CloudProbe probe;
    private final boolean hasCredentials;

    public CloudChecks(CloudProbe probe, boolean hasCredentials) {
        this.probe = probe;
        this.hasCredentials = hasCredentials;
    }

    public Check calls(TargetId target) {
        String name = "cloud " + target;
        return new Check(name, () -> hasCredentials ? calls(name, target) : List.of(noCredentials(name)));
    }

    public static Check withoutTarget() {
        return new Check(
                "cloud",
                () -> List.of(
                        Finding.fail("cloud", "there is no target", "give --target ACCOUNT/REGION, or set 'targets'")));
    }

    private List<Finding> calls(String name, TargetId target) {
        return probe.calls(target).stream()
                .map(call -> call.failure()
                        .map(it -> Finding.fail(
                                name,
                                call.action() + " failed (" + it.failureClass()
                                        + (it.code().isEmpty() ? "" : ", " + it.code()) + ")",
                                it.detail()))
                        .orElseGet(() -> Finding.ok(name, call.action() + " is " + call.answer())))
                .toList();
    }

    private static Finding noCredentials(String name) {
        return Finding.fail(
                name,
                "there are no credentials",
                "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or use another of the cloud's"
                        + " usual sources (docs/cloud-access.md)");
    }

    public Check clock(TargetId target) {
        return new Check("clock", () -> List.of(clockFinding(probe.clockAhead(target))));
    }

    static Finding clockFinding(Optional<Duration> ahead) {
        if (ahead.isEmpty()) {
            return Finding.warn(
                    "clock", "the cloud does not tell its time", "cure what the check of the cloud says, and repeat");
        }
        Duration difference = ahead.get().abs();
        String text = "this machine is " + difference.toSeconds() + " s "
                + (ahead.get().isNegative() ? "behind" : "ahead of") + " the cloud";
        String cure = "set the clock right, and let NTP keep it right";
        if (difference.compareTo(REFUSED) > 0) {
            return Finding.fail("clock", text, cure);
        }
        return difference.compareTo(NOTABLE) > 0
                ? Finding.warn("clock", text, cure)
                : Finding.ok("clock", "within " + NOTABLE.toSeconds() + " s of the cloud's");
    }
}
