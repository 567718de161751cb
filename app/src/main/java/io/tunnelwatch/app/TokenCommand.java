package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.sink.web.NewToken;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tunnelwatch token}. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Makes a token for the API, and the line for http.tokens.file that admits it. The token is shown"
                + " only once: the file has its hash.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch token ops-night --role operator",
            "  tunnelwatch token team-a --role operator --tag env=prod",
            "      may answer only alerts of connections with that tag; a token sees everything"
        })
final class TokenCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Parameters(paramLabel = "NAME", description = "Name of the token, under which its commands are recorded.")
    private String name = "";

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "viewer, operator or admin.")
    private String role = "";

    @Option(
            names = "--tag",
            paramLabel = "TAG=VALUE",
            description = "Limit the commands of an operator to this tag; repeat it for more, all of which must hold.")
    private List<String> tags = new ArrayList<>();

    TokenCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var made = NewToken.make(name, role, tags, new SecureRandom());
        var out = environment.out();
        out.println("Token, shown only now: " + made.token());
        out.println("Line for http.tokens.file: " + made.line());
        return 0;
    }
}
