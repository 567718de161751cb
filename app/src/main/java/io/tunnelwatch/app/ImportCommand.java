package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.saved.Import;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.PrintableText;
import io.tunnelwatch.v1.Observation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tunnelwatch import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Publishes saved responses of the cloud as if they had been polled at the given time.",
            "",
            "The files are JSON or XML responses of DescribeVpnConnections or DescribeVpnConnection; those of"
                    + " DownloadVpnConnectionConfig are read, but contain no status. All files belong to one scan:"
                    + " every page of one listing, single connections, or both. Import scans in the order of their"
                    + " times, into a target of their own. Importing into a target that is or was polled is refused. Do"
                    + " not import into one that you plan to poll: the poller would not know the imported connections."
        },
        footer = {
            "",
            "Fingerprints of secrets can be compared with those of the poller only when both have the same key: set the"
                    + " same secrets.fingerprint.key or ingest.data.dir.",
            "",
            "Examples:",
            "  tunnelwatch import page-*.json --target prod-imported/eu-central-1 --at 2026-11-01T08:00:00Z --dry-run",
            "  tunnelwatch import one.xml --target lab/cn-hangzhou --at 2026-11-01T08:00:30Z --data-dir ./data",
            "      into the broker of 'tunnelwatch up --data-dir ./data'",
            "  tunnelwatch import one.xml --target lab/cn-hangzhou --at 2026-11-01T08:00:30Z --config tw.properties"
        })
final class ImportCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Saved responses of one scan.")
    private List<Path> files = List.of();

    @Option(
            names = "--target",
            required = true,
            paramLabel = "ACCOUNT/REGION",
            description = "Target of the responses.")
    private String target = "";

    @Option(
            names = "--at",
            required = true,
            paramLabel = "TIME",
            description = "Time of the responses, ISO-8601 in UTC.")
    private Instant at = Instant.EPOCH;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "PT30S",
            description = "Time to the next scan. Default: ${DEFAULT-VALUE}. More than three intervals without a scan"
                    + " are a gap, in which nothing is known.")
    private Duration interval = Duration.ZERO;

    @Option(names = "--dry-run", description = "Print what would be published, as JSON, and publish nothing.")
    private boolean dryRun;

    @Mixin
    private KafkaOptions options = new KafkaOptions();

    ImportCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var settings = options.read(environment.environment());
        var saved = Import.of(settings, target(), at, interval, files, Clock.systemUTC());
        if (dryRun) {
            saved.preview().forEach(it -> environment.out().println(PrintableText.json(it.toString())));
        } else {
            printSummary(saved.publish(KafkaAccess.of(settings)));
        }
        if (saved.unusedFiles() > 0) {
            environment
                    .err()
                    .println("Nothing is published from " + saved.unusedFiles()
                            + " downloaded configuration(s): they contain no status.");
        }
        return 0;
    }

    private TargetId target() {
        try {
            return TargetId.parse(target);
        } catch (IllegalArgumentException e) {
            throw new OperatorException("--target: " + e.getMessage() + ".", e);
        }
    }

    private void printSummary(List<Observation> published) {
        environment.out().println("Published " + published.size() + " observations of " + target + " at " + at + ".");
    }
}
