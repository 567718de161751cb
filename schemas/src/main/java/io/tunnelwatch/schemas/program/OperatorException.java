package io.tunnelwatch.schemas.program;

/**
 * Something that the operator can put right: a bad setting, a missing topic, a used port. The message is one line that
 * names the thing and the cure; whoever catches it prints that line, and no stack trace, and exits with
 * {@link #EXIT_CODE}.
 */
public final class OperatorException extends RuntimeException {
    /** EX_CONFIG of sysexits.h: supervisors can tell it from a crash, which is worth a restart. */
    public static final int EXIT_CODE = 78;

    private static final long serialVersionUID = 1L;

    public OperatorException(String message) {
        super(message);
    }

    public OperatorException(String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
    }
}
