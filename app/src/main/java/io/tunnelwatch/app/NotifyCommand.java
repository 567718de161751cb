package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.notify.NotifySettings;
import io.tunnelwatch.notify.TestNotice;
import io.tunnelwatch.runtime.OperatorException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tunnelwatch notify}. */
@Command(
        name = "notify",
        mixinStandardHelpOptions = true,
        description = "Sends a test notice to a destination, and prints its answer. Needs no broker.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:The destination has taken it.", "1:It has not."},
        footer = {
            "",
            "Examples:",
            "  tunnelwatch notify ops --config tunnelwatch.properties",
            "  TUNNELWATCH_NOTIFY_OPS_TYPE=slack TUNNELWATCH_NOTIFY_OPS_URL=https://… tunnelwatch notify ops"
        })
final class NotifyCommand implements Callable<Integer> {
    static final String TEST = "test";

    private final CommandEnvironment environment;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "Name of the destination: the NAME of its settings notify.NAME.*.")
    private String name = "";

    /** {@code notify test ops} means the same as {@code notify ops}. */
    @Parameters(index = "1", arity = "0..1", hidden = true)
    private String nameAfterTest = "";

    NotifyCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (!nameAfterTest.isEmpty()) {
            if (!name.equals(TEST)) {
                throw new OperatorException("One destination at a time: '" + name + "' or '" + nameAfterTest + "'.");
            }
            name = nameAfterTest;
        }
        var settings = NotifySettings.of(options.read(environment.environment(), Map.of()));
        if (!settings.names().contains(name)) {
            throw new OperatorException("No destination is called '" + name + "': "
                    + (settings.names().isEmpty()
                            ? "set notify." + name + ".type and notify." + name + ".url."
                            : "there are " + String.join(", ", settings.names()) + "."));
        }
        var answers = TestNotice.send(settings, name, Instant.now());
        answers.forEach((recipient, answer) -> environment.out().println(recipient + ": " + answer.text()));
        return answers.values().stream().allMatch(TestNotice.Answer::isTaken) ? 0 : 1;
    }
}
