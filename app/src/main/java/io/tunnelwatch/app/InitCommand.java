package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.SettingsCheck;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.PrintableText;
import io.tunnelwatch.runtime.files.AtomicFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tunnelwatch init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Asks what to watch, where Kafka is and where notices go, and writes a settings file with"
                + " comments. It asks for no secret, and writes none.",
        footer = {
            "",
            "Without a terminal, --credentials, --targets, --kafka and --notices must give the answers. The file has"
                    + " mode 600. An existing one is overwritten only if that is confirmed, or with --force.",
            "",
            "Examples:",
            "  tunnelwatch init",
            "  tunnelwatch init /etc/tunnelwatch/tunnelwatch.properties --kafka kafka-1:9093,kafka-2:9093",
            "  tunnelwatch init --credentials ecs --targets prod/cn-hangzhou --kafka here --notices none"
        })
final class InitCommand implements Callable<Integer> {
    private static final int WRONG = 1;

    private final CommandEnvironment environment;
    private final BufferedReader in;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "File to write. Default: ${DEFAULT-VALUE}")
    private Path file = Path.of("tunnelwatch.properties");

    @Option(
            names = "--credentials",
            paramLabel = "SOURCE",
            description = "Where the credentials of the cloud come from: ${COMPLETION-CANDIDATES}.")
    private @Nullable CredentialsChoice credentials;

    @Option(names = "--targets", paramLabel = "ACCOUNT/REGION,…", description = "Accounts and regions to watch.")
    private @Nullable String targets;

    @Option(
            names = "--kafka",
            paramLabel = "here|HOST:PORT,…",
            description = "Where Kafka is: here, in the process of 'tunnelwatch up'; or the servers of a cluster.")
    private @Nullable String kafka;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description = "Schema registry of that cluster. Default: port 8081 of its first server.")
    private @Nullable String registry;

    @Option(
            names = "--notices",
            paramLabel = "none|TYPE",
            description = "Where notices go: none, or a type of destination, such as slack, dingtalk or email.")
    private @Nullable String notices;

    @Option(names = "--force", description = "Overwrite the file if it exists.")
    private boolean force;

    InitCommand(CommandEnvironment environment) {
        this(environment, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    }

    InitCommand(CommandEnvironment environment, BufferedReader in) {
        this.environment = environment;
        this.in = in;
    }

    @Override
    public Integer call() throws IOException {
        var interview = new Interview(environment, in);
        boolean overwrites = Files.exists(file);
        if (overwrites && !force) {
            confirm(interview);
        }
        var draft = draft(interview);
        write(draft.text(), overwrites);
        var problems = SettingsCheck.of(file);
        problems.forEach(
                it -> environment.err().println(PrintableText.sentence(file + ":" + it.line() + ": " + it.text())));
        var out = environment.out();
        out.println((overwrites ? "Overwrote " : "Wrote ") + file + ", which only you can read.");
        draft.nextSteps(file).forEach(out::println);
        out.flush();
        return problems.isEmpty() ? 0 : WRONG;
    }

    private void confirm(Interview interview) {
        boolean isWanted =
                environment.terminal().isInteractive() && interview.isConfirmed(file + " exists. Overwrite it?");
        if (!isWanted) {
            throw new OperatorException(
                    file + " exists and stays as it is: name another file, or overwrite it with --force.");
        }
    }

    private SettingsDraft draft(Interview interview) {
        var source = interview.answer(
                "--credentials",
                credentials == null ? null : credentials.text(),
                "Credentials: environment variables, profile file, ecs role or oidc token?",
                CredentialsChoice.ENVIRONMENT.text(),
                CredentialsChoice::of);
        var watched = interview.answer(
                "--targets",
                targets,
                "Accounts and regions to watch: account/region,… The account is only a name.",
                "prod/cn-hangzhou",
                SettingsDraft::targets);
        var servers = interview.answer(
                "--kafka",
                kafka,
                "Kafka: 'here' runs everything in one process; or host:port,… of a cluster.",
                SettingsDraft.HERE,
                SettingsDraft::servers);
        var schemas = servers.equals(SettingsDraft.HERE)
                ? ""
                : interview.answerOrDefault(
                        registry,
                        "Schema registry of this cluster: a URL.",
                        SettingsDraft.registryBeside(servers),
                        SettingsDraft::registry);
        var destination = interview.answer(
                "--notices",
                notices,
                "Notices of alerts: none, or a type such as slack, dingtalk, teams or email.",
                SettingsDraft.NONE,
                SettingsDraft::destination);
        return new SettingsDraft(source, watched, servers, schemas, destination);
    }

    private void write(String text, boolean overwrites) {
        try {
            if (overwrites) {
                AtomicFile.writePrivately(file, text);
            } else {
                AtomicFile.createPrivately(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (FileAlreadyExistsException e) {
            throw new OperatorException(file + " has just been created by somebody else: look at it first.", e);
        } catch (IOException e) {
            throw new OperatorException(
                    file + " cannot be written (" + e.getClass().getSimpleName()
                            + "): is its directory there, and writable?",
                    e);
        }
    }
}
