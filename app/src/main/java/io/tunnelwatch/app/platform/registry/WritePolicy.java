package io.tunnelwatch.app.platform.registry;

import java.util.function.Predicate;

/**
 * Subjects that may be written to the registry: all of them, by everybody who can open a socket here, or only those of this
 * process's own programs. A schema that a stranger adds to a subject can keep the next release from registering its own.
 */
public final class WritePolicy {
    private final Predicate<String> subjects;
    private final boolean open;

    private WritePolicy(Predicate<String> subjects, boolean open) {
        this.subjects = subjects;
        this.open = open;
    }

    /** Allows any subject, and any change of compatibility levels; for experiments. */
    public static WritePolicy open() {
        return new WritePolicy(subject -> true, true);
    }

    /** Allows these subjects only; a compatibility level that is set cannot be changed. */
    public static WritePolicy of(Predicate<String> subjects) {
        return new WritePolicy(subjects, false);
    }

    boolean mayWrite(String subject) {
        return subjects.test(subject);
    }

    boolean mayChangeLevels() {
        return open;
    }
}
