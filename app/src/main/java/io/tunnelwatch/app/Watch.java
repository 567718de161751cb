package io.tunnelwatch.app;

import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Asking again and again, until stopped. */
final class Watch {
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Option(
            names = "--watch",
            arity = "0..1",
            paramLabel = "SECONDS",
            fallbackValue = "5",
            description = "Print anew every so many seconds (5 when none are given), until Ctrl-C.")
    private int seconds;

    /** Prints once, or for as long as it is let. */
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
