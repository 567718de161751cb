package io.tunnelwatch.runtime;

/**
 * A problem that the operator can fix: a bad setting, a missing topic, a port in use. The message is one line that names the
 * thing and the cure. The catcher prints that line without a stack trace and exits with {@link #EXIT_CODE}.
 */
public final class OperatorException extends RuntimeException {
    /** EX_CONFIG of sysexits.h: lets a supervisor tell this from a crash, after which a restart makes sense. */
    public static final int EXIT_CODE = 78;

    private static final long serialVersionUID = 1L;

    public OperatorException(String message) {
        super(message);
    }

    public OperatorException(String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
    }
}
