package io.tunnelwatch.sink.commands;

import io.tunnelwatch.sink.api.Reply;

/** A command that is refused; the message names the cure. It never quotes what was sent: that may be a secret. */
public final class CommandRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public CommandRefusal(int status, String message) {
        super(message);
        this.status = status;
    }

    static CommandRefusal malformed(String message) {
        return new CommandRefusal(400, message);
    }

    public int status() {
        return status;
    }

    Reply reply() {
        return Reply.problem(status, title(status), String.valueOf(getMessage()));
    }

    private static String title(int status) {
        return switch (status) {
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 409 -> "Conflict";
            default -> "Bad request";
        };
    }
}
