package io.tunnelwatch.app;

import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Repeats the output of a command until stopped. */
final class RepeatOption {
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Option(
            names = "--watch",
            arity = "0..1",
            paramLabel = "SECONDS",
            fallbackValue = "5",
            description = "Print again every SECONDS seconds (5 by default), until Ctrl-C.")
    private int seconds;

    /** Prints once, or repeatedly until interrupted. */
    int print(PrintWriter out, Runnable printing) {
        if (seconds <= 0) {
            printing.run();
            return 0;
        }
        while (!Thread.currentThread().isInterrupted()) {
            out.print(Ansi.AUTO.enabled() ? CLEAR : "");
            printing.run();
            pause();
        }
        return 0;
    }

    private void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(seconds).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
