package io.tunnelwatch.runtime;

/**
 * The health of a program.
 *
 * @param alive the program makes progress or has nothing to do; false asks for a restart
 * @param ready the program does its work now
 * @param detail one line for a person
 */
public record Health(boolean alive, boolean ready, String detail) {
    public static Health ready(String detail) {
        return new Health(true, true, detail);
    }

    public static Health starting(String detail) {
        return new Health(true, false, detail);
    }

    public static Health dead(String detail) {
        return new Health(false, false, detail);
    }
}
