package io.tunnelwatch.app.console;

import java.util.Locale;

/** Formats durations and shares for people. */
public final class Durations {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Durations() {}

    /** The two largest units, such as {@code 3 d 4 h}. */
    public static String inWords(long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return two(seconds, MINUTE, "min", 1, "s");
        }
        return seconds < DAY ? two(seconds, HOUR, "h", MINUTE, "min") : two(seconds, DAY, "d", HOUR, "h");
    }

    /** The largest unit only, such as {@code 3 min}. */
    static String roughly(long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return seconds / MINUTE + " min";
        }
        return seconds < DAY ? seconds / HOUR + " h" : seconds / DAY + " d";
    }

    private static String two(long seconds, long unit, String name, long smaller, String smallerName) {
        long rest = seconds % unit / smaller;
        return seconds / unit + " " + name + (rest == 0 ? "" : " " + rest + " " + smallerName);
    }

    /** Always rounded down: what was down for a second must not show as 100 %. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f %%", Math.floor(share * 100_000) / 1_000);
    }
}
