package io.tunnelwatch.app.fuzz;

/** What a fuzzer recognises as broken. */
final class Must {
    private Must() {}

    static void hold(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    static void agree(Object one, Object other, String what) {
        if (!one.equals(other)) {
            throw new AssertionError(what + ":\n" + one + "\n" + other);
        }
    }
}
