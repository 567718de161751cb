package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.runtime.HttpAddress;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.sink.web.NewToken;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "      may answer only alerts of connections with that tag, and sees everything",
            "  tunnelwatch token acme --role customer --tag customer=acme --url https://vpn.example.com",
            "      sees only connections with that tag; the link can be sent to the customer"
        })
final class TokenCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Parameters(paramLabel = "NAME", description = "Name of the token, under which its commands are recorded.")
    private String name = "";

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description = "customer, viewer, operator or admin.")
    private String role = "";

    @Option(
            names = "--tag",
            paramLabel = "TAG=VALUE",
            description =
                    "Limit the commands of an operator, or the view of a customer, to this tag; repeat it for more,"
                            + " all of which must hold.")
    private List<String> tags = new ArrayList<>();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Address of the page: also print a link to it with the token in it. Whoever has the link has the"
                            + " token; keep it out of chats and tickets that others read.")
    private @Nullable URI url;

    TokenCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (url != null) {
            requirePage(url); // no token is printed whose link is then refused
        }
        var made = NewToken.make(name, role, tags, new SecureRandom());
        var out = environment.out();
        out.println("Token, shown only now: " + made.token());
        out.println("Line for http.tokens.file: " + made.line());
        if (url != null) {
            out.println("Link, shown only now: " + link(url, made.token()));
        }
        return 0;
    }

    private static void requirePage(URI page) {
        if (!HttpAddress.isOne(page)) {
            throw new OperatorException(
                    "--url " + page + " is not the address of a page, such as https://vpn.example.com.");
        }
    }

    private String link(URI page, String token) {
        String user = URLEncoder.encode(name, StandardCharsets.UTF_8);
        String path = page.getRawPath().isEmpty() ? "/" : page.getRawPath();
        String port = page.getPort() < 0 ? "" : ":" + page.getPort();
        return page.getScheme() + "://" + user + ":" + token + "@" + page.getHost() + port + path;
    }
}
