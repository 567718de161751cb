package io.tunnelwatch.app.fuzz;

/** A condition whose failure a fuzzer recognises. */
final class FuzzAssertions {
    private FuzzAssertions() {}

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
