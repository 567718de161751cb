package io.tunnelwatch.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.schemas.program.Program;
import io.tunnelwatch.schemas.program.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one part until it is stopped. */
final class PartCommand {
    private static final Logger LOG = LoggerFactory.getLogger(PartCommand.class);

    private PartCommand() {}

    /** A part that serves its own health and metrics. */
    static int run(Program program) {
        try (var parts = new RunningParts()) {
            parts.keep(program);
            parts.endsWith(program.ended());
            LOG.atInfo().log("{} runs; Ctrl-C stops it", program.name());
            return parts.await();
        }
    }

    /** A part that has no server of its own. */
    static int runWithOps(Program program, Settings settings, PrometheusRegistry metrics) {
        try (var parts = new RunningParts()) {
            parts.keep(program);
            var ops = parts.keep(OpsServer.start(settings, program, metrics));
            parts.endsWith(program.ended());
            LOG.atInfo().addKeyValue("opsPort", ops.port()).log("{} runs; Ctrl-C stops it", program.name());
            return parts.await();
        }
    }
}
