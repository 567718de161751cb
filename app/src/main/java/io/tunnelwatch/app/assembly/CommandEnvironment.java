package io.tunnelwatch.app.assembly;

import io.tunnelwatch.app.console.Terminal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/** The environment of a command: variables, home directory and output of its process at the start. */
public record CommandEnvironment(
        Map<String, String> environment, Path home, PrintWriter out, PrintWriter err, Terminal terminal) {
    public CommandEnvironment {
        environment = Map.copyOf(environment);
    }

    /** A command whose output goes into a pipe. */
    public CommandEnvironment(Map<String, String> environment, Path home, PrintWriter out, PrintWriter err) {
        this(environment, home, out, err, Terminal.none());
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return "CommandEnvironment" + environment.keySet();
    }
}
