package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code tunnelwatch maintenance}. */
@Command(
        name = "maintenance",
        mixinStandardHelpOptions = true,
        preprocessor = MaintenanceCommand.CommandAfterDashes.class,
        customSynopsis = "tunnelwatch maintenance [OPTIONS] MATCHER|CONNECTION… [-- COMMAND [ARGUMENT…]]",
        description = "Declares maintenance: nobody is told of alerts whose labels match while it lasts.",
        footer = {
            "",
            "With a COMMAND it wraps a change: it declares the maintenance, runs COMMAND, looks again every 5 s until"
                    + " the connections that were up are up again and the alerts of this time have resolved, says what"
                    + " came back and what did not, and ends the maintenance. It exits with the code of COMMAND, or"
                    + " with 69 if COMMAND succeeded and something did not come back. If it is killed, the maintenance"
                    + " ends at its own time.",
            "",
            "Examples:",
            "  tunnelwatch maintenance branch-chengdu --for 30m --reason 'line is repaired'",
            "  tunnelwatch maintenance vpn_gateway_id=vpn-bp1a2b --for 30m --reason 'new firmware' -- ./upgrade.sh",
            "  tunnelwatch maintenance tag_env=test --until 2026-11-30T08:00:00+08:00 --reason 'lab is moved'",
            "  tunnelwatch maintenance tag_env=test --at 02:00 --days SUNDAY --zone Asia/Shanghai --for 2h \\",
            "      --until 2027-06-30T00:00:00+08:00 --reason 'weekly backup over the tunnels'"
        })
final class MaintenanceCommand implements Callable<Integer> {
    /** sysexits.h calls it EX_UNAVAILABLE; nothing else here exits with it, and hardly any COMMAND. */
    static final int NOT_BACK = 69;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final CommandEnvironment environment;
    private final Duration betweenLooks;

    @Mixin
    private AlertMatchers words;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "When it begins or began; now by default. It may be entered afterwards.")
    private @Nullable String from;

    @Option(
            names = "--wait",
            paramLabel = "MINUTES",
            description = "How long to wait after COMMAND for what went down. Default: ${DEFAULT-VALUE}.")
    private int waitMinutes = 15;

    @Mixin
    private ExpiryOptions expiry = new ExpiryOptions();

    @Mixin
    private RecurrenceOptions recurrence = new RecurrenceOptions();

    @Mixin
    private ReadApiClient api;

    private List<String> change = List.of();

    MaintenanceCommand(CommandEnvironment environment) {
        this(environment, BETWEEN_LOOKS);
    }

    MaintenanceCommand(CommandEnvironment environment, Duration betweenLooks) {
        this.environment = environment;
        this.betweenLooks = betweenLooks;
        this.words = new AlertMatchers(environment);
        this.api = new ReadApiClient(environment);
    }

    /** Takes the words after the first {@code --} away before picocli would take them for matchers. */
    static final class CommandAfterDashes implements IParameterPreprocessor {
        @Override
        @SuppressWarnings("JdkObsolete") // picocli's
        public boolean preprocess(
                Stack<String> words, CommandSpec command, ArgSpec argument, Map<String, Object> information) {
            int dashes = words.lastIndexOf("--");
            if (dashes >= 0) {
                var rest = new ArrayList<>(words.subList(0, dashes));
                Collections.reverse(rest);
                ((MaintenanceCommand) command.userObject()).change = List.copyOf(rest);
                words.subList(0, dashes + 1).clear();
            }
            return false;
        }
    }

    @Override
    public Integer call() throws Exception {
        if (change.isEmpty()) {
            declare(words.read(api));
            environment.out().flush();
            return 0;
        }
        if (recurrence.isSet()) {
            throw new OperatorException("--at and a COMMAND exclude each other: the change is made once, and now.");
        }
        var matchers = words.read(api);
        var covered = CoveredConnections.of(matchers, api);
        String id = declare(matchers).path("id").asText();
        int code;
        boolean isBack;
        try {
            code = run();
            isBack = awaitReturn(covered);
        } finally {
            api.post(api.command("CANCEL").put("cancels", id).put("reason", "the change is over"));
            say("The maintenance has ended.");
        }
        return code == 0 && !isBack ? NOT_BACK : code;
    }

    private JsonNode declare(List<String> matchers) {
        var body = api.command("MAINTENANCE");
        matchers.forEach(body.putArray("matcher")::add);
        if (from != null) {
            body.put("from", from);
        }
        expiry.put(body);
        recurrence.put(body);
        JsonNode command = api.post(body);
        say("Maintenance from " + Json.text(command, "from") + " until " + Json.text(command, "until") + ", by "
                + Json.text(command, "by") + ". End it with: tunnelwatch unsilence " + Json.text(command, "id"));
        return command;
    }

    private int run() throws InterruptedException {
        environment.out().flush();
        try {
            int code = new ProcessBuilder(change).inheritIO().start().waitFor();
            say("'" + change.get(0) + "' has ended with exit code " + code + ".");
            return code;
        } catch (IOException e) {
            throw new OperatorException("'" + change.get(0) + "' cannot be run: check its path and permissions.", e);
        }
    }

    private boolean awaitReturn(CoveredConnections covered) throws InterruptedException {
        covered.changeIsOver();
        long giveUp = System.nanoTime() + Duration.ofMinutes(waitMinutes).toNanos();
        var missing = covered.look();
        while (!missing.isEmpty() && System.nanoTime() - giveUp < 0) {
            say("Waiting for: " + String.join("; ", missing));
            Thread.sleep(betweenLooks.toMillis());
            missing = covered.look();
        }
        covered.returned().forEach(it -> say("Back: " + it));
        missing.forEach(it -> say("Not back: " + it));
        if (missing.isEmpty()) {
            say("Everything that was up is up again.");
        }
        return missing.isEmpty();
    }

    private void say(String line) {
        environment.out().println(line);
        environment.out().flush();
    }
}
