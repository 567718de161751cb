package io.tunnelwatch.app;

import io.tunnelwatch.schemas.program.OperatorException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Where it all begins. */
@Command(
        name = "tunnelwatch",
        description = "Alibaba Cloud VPN status as an event stream: alerts, history, and a page.",
        version = "tunnelwatch 1.0.0",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch up                       everything in one process; without credentials, a simulated cloud",
            "  tunnelwatch up --help                its options",
            "  tunnelwatch status                   every connection, as the page shows them",
            "",
            "Exit codes: 0 well, 78 something that you can put right (one line says what), 1 anything else."
        },
        subcommands = {
            UpCommand.class,
            IngestCommand.class,
            ProcessorCommand.class,
            SinkCommand.class,
            SimulatorCommand.class,
            TopicsCommand.class,
            ConfigCommand.class,
            StatusCommand.class,
            AlertsCommand.class
        })
public final class Tunnelwatch {
    private Tunnelwatch() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Exit code of a command line. */
    static int run(String... arguments) {
        return new CommandLine(new Tunnelwatch())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> explain(failure, line))
                .execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
    }

    /** What the operator can mend is one line; anything else is ours, and shows where it broke. */
    private static int explain(Exception failure, CommandLine line) {
        if (failure instanceof OperatorException) {
            line.getErr().println("tunnelwatch: " + failure.getMessage());
            return OperatorException.EXIT_CODE;
        }
        line.getErr().println("tunnelwatch: this is a fault in tunnelwatch, please report it:");
        failure.printStackTrace(line.getErr());
        return 1;
    }
}
