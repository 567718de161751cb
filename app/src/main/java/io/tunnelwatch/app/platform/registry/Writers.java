package io.tunnelwatch.app.platform.registry;

import java.util.function.Predicate;

/**
 * What may be written into the registry: everything by everybody who may open a socket here, or only what this process's own
 * programs write. A schema that a stranger adds to a subject can keep the next release from registering its own.
 */
public final class Writers {
    private final Predicate<String> subjects;
    private final boolean open;

    private Writers(Predicate<String> subjects, boolean open) {
        this.subjects = subjects;
        this.open = open;
    }

    /** For experiments: any subject, and any level of compatibility at any time. */
    public static Writers open() {
        return new Writers(subject -> true, true);
    }

    /** These subjects only, and of a level of compatibility that was set once, no other. */
    public static Writers of(Predicate<String> subjects) {
        return new Writers(subjects, false);
    }

    boolean mayWrite(String subject) {
        return subjects.test(subject);
    }

    boolean mayChangeLevels() {
        return open;
    }
}
