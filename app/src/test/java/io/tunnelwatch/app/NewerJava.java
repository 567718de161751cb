package io.tunnelwatch.app;

import java.util.List;

/** The options of {@code bin/tunnelwatch} without which newer JDKs write warnings between the lines of the log. */
public final class NewerJava {
    private NewerJava() {}

    public static List<String> quiet() {
        return Runtime.version().feature() < 24
                ? List.of()
                : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    }
}
