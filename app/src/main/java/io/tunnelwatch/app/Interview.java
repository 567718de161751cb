package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.PrintableText;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks a person on a terminal, a line each. An answer that cannot be is explained and asked for again. */
final class Interview {
    private final CommandEnvironment environment;
    private final BufferedReader in;

    Interview(CommandEnvironment environment, BufferedReader in) {
        this.environment = environment;
        this.in = in;
    }

    /**
     * The answer of an option, or else of the person.
     *
     * @param option its name
     * @param given its value, if it was given
     * @param reading turns a text into the answer, or throws IllegalArgumentException that says what is wrong
     */
    <T> T answer(String option, @Nullable String given, String question, String usual, Function<String, T> reading) {
        if (given == null && !environment.terminal().isInteractive()) {
            throw new OperatorException("There is no terminal on which to ask: answer with " + option
                    + ", or run 'tunnelwatch init' on a terminal.");
        }
        return answerOrDefault(given, question, usual, reading);
    }

    /** The same, but without a terminal the usual answer counts. */
    <T> T answerOrDefault(@Nullable String given, String question, String usual, Function<String, T> reading) {
        if (given != null || !environment.terminal().isInteractive()) {
            try {
                return reading.apply(given == null ? usual : given);
            } catch (IllegalArgumentException e) {
                throw new OperatorException(e.getMessage() + ".", e);
            }
        }
        environment.out().println(question);
        while (true) {
            String typed = read("  [" + usual + "] ");
            try {
                return reading.apply(typed.isEmpty() ? usual : typed);
            } catch (IllegalArgumentException e) {
                environment.out().println("  " + PrintableText.sentence(e.getMessage() + "."));
            }
        }
    }

    boolean isConfirmed(String question) {
        return read(question + " [no] ").toLowerCase(Locale.ROOT).matches("y|yes");
    }

    private String read(String prompt) {
        environment.out().print(prompt);
        environment.out().flush();
        try {
            String line = in.readLine();
            if (line == null) {
                throw new OperatorException("No answer: nothing was written.");
            }
            return line.strip();
        } catch (IOException e) {
            throw new OperatorException("The terminal cannot be read: nothing was written.", e);
        }
    }
}
