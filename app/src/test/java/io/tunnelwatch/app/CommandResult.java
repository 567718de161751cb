package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/** The result of a command. */
public record CommandResult(int exitCode, String out, String err) {
    public static CommandResult in(Map<String, String> variables, String... arguments) {
        return on(Terminal.none(), variables, arguments);
    }

    /** The result on a terminal. */
    static CommandResult on(Terminal terminal, Map<String, String> variables, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var environment = new CommandEnvironment(
                variables, Path.of("no-such-home"), new PrintWriter(out, true), new PrintWriter(err, true), terminal);
        int exitCode = Tunnelwatch.run(environment, arguments);
        return new CommandResult(exitCode, out.toString(), err.toString());
    }
}
