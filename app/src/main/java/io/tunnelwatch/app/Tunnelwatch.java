package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Terminal;
import io.tunnelwatch.app.platform.BoundedHttpServer;
import io.tunnelwatch.app.running.LogFormat;
import io.tunnelwatch.app.running.LogbackConfigurator;
import io.tunnelwatch.app.running.StopRequestedException;
import io.tunnelwatch.ingest.api.JdkHttpDefaults;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.PrintableText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The command, and what its exit codes mean. */
@Command(
        name = "tunnelwatch",
        mixinStandardHelpOptions = true,
        versionProvider = Tunnelwatch.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Turns the status of Alibaba Cloud VPN connections into events, alerts and history.",
        footer = {
            "",
            "Start with 'tunnelwatch up'. Each command explains itself with --help.",
            "Exit codes: 0 done; 1 failure; 2 wrong command line; 3 out of memory; 69 of 'maintenance -- COMMAND': something",
            "            did not come back; 78 refused: the message names what to change; 130 ended by a second signal."
        })
public final class Tunnelwatch {
    private static final int FAILED = 1;

    private Tunnelwatch() {}

    public static void main(String[] arguments) {
        // The JDK reads these limits once, when any part uses its HTTP client or server for the first time.
        JdkHttpDefaults.prepare();
        BoundedHttpServer.limit();
        var environment = new CommandEnvironment(
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                Terminal.ofThisProcess(System.getenv()));
        // Threads of parts that did not stop in time must not keep the process alive.
        System.exit(run(environment, arguments));
    }

    /** Runs the command line and returns the exit code. */
    static int run(CommandEnvironment environment, String... arguments) {
        return commands(environment)
                .setOut(environment.out())
                .setErr(environment.err())
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, typed) -> refuse(environment, e))
                .setExecutionExceptionHandler((e, command, parsed) -> answer(environment, e))
                .execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
    }

    /** The command line with all commands. */
    static CommandLine commands(CommandEnvironment environment) {
        return new CommandLine(new Tunnelwatch())
                .addSubcommand(new InitCommand(environment))
                .addSubcommand(new UpCommand(environment))
                .addSubcommand(new IngestCommand(environment))
                .addSubcommand(new ProcessorCommand(environment))
                .addSubcommand(new SinkCommand(environment))
                .addSubcommand(new SimulatorCommand(environment))
                .addSubcommand(new StatusCommand(environment))
                .addSubcommand(new AlertsCommand(environment))
                .addSubcommand(new AckCommand(environment))
                .addSubcommand(new SilenceCommand(environment))
                .addSubcommand(new MaintenanceCommand(environment))
                .addSubcommand(new UnsilenceCommand(environment))
                .addSubcommand(new CommandsCommand(environment))
                .addSubcommand(new TokenCommand(environment))
                .addSubcommand(new RoutesCommand(environment))
                .addSubcommand(new NotifyCommand(environment))
                .addSubcommand(new TailCommand(environment))
                .addSubcommand(new HistoryCommand(environment))
                .addSubcommand(new ReportCommand(environment))
                .addSubcommand(new ExportCommand(environment))
                .addSubcommand(new ExplainCommand(environment))
                .addSubcommand(new ReplayCommand(environment))
                .addSubcommand(targets(environment))
                .addSubcommand(new TopicsCommand(environment))
                .addSubcommand(new ConfigCommand(environment))
                .addSubcommand(new DoctorCommand(environment))
                .addSubcommand(new CompletionCommand(environment))
                .addSubcommand(new ImportCommand(environment))
                .addSubcommand(new SkipCommand(environment))
                .addSubcommand(new RepairCommand(environment))
                .addSubcommand(new RepartitionCommand(environment));
    }

    private static CommandLine targets(CommandEnvironment environment) {
        return new CommandLine(new TargetsCommand(environment)).addSubcommand(new RetireCommand(environment));
    }

    private static int refuse(CommandEnvironment environment, ParameterException e) {
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("not understood");
        environment
                .err()
                .println("tunnelwatch: " + first + " (see '"
                        + e.getCommandLine().getCommandSpec().qualifiedName() + " --help')");
        return CommandLine.ExitCode.USAGE;
    }

    private static int answer(CommandEnvironment environment, Exception e) {
        if (e instanceof StopRequestedException) {
            return CommandLine.ExitCode.OK;
        }
        if (isDenied(e)) {
            say(
                    environment,
                    "The broker does not let this program do that. Name the data directory of "
                            + "'tunnelwatch up' with --data-dir. On a cluster, grant the right to the user of this "
                            + "program. See docs/runbook.md#not_authorized_to_write.");
            return OperatorException.EXIT_CODE;
        }
        if (e instanceof OperatorException) {
            say(environment, PrintableText.sentence(String.valueOf(e.getMessage())));
            return OperatorException.EXIT_CODE;
        }
        if (LogbackConfigurator.format() == LogFormat.TEXT) {
            environment
                    .err()
                    .println("tunnelwatch: stopped because of a failure: " + PrintableText.sentence(e.toString()));
        }
        log().atError().setCause(e).log("A command failed unexpectedly");
        return FAILED;
    }

    /** A log in JSON contains the reason too: a collector can read nothing else. */
    private static void say(CommandEnvironment environment, String why) {
        if (LogbackConfigurator.format() == LogFormat.JSON) {
            log().atError().log("{}", why);
        } else {
            environment.err().println("tunnelwatch: " + why);
        }
    }

    private static boolean isDenied(Throwable e) {
        return e instanceof AuthorizationException || (e.getCause() != null && isDenied(e.getCause()));
    }

    private static Logger log() {
        return LoggerFactory.getLogger(Tunnelwatch.class);
    }

    /** Describes the build, and the Java that runs it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {BuildInfo.ofThisBuild() + ", running on Java " + Runtime.version()};
        }
    }
}
