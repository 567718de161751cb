package io.tunnelwatch.sink.commands;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Rights of a caller; each role has those of the roles before it. */
public enum AccessRole {
    /** Reads what is about the connections with his tags, and nothing else. */
    CUSTOMER,
    /** Reads everything. */
    VIEWER,
    /** Also acknowledges, silences, declares maintenance, and ends any of these. */
    OPERATOR,
    /** Also never limited to tags. */
    ADMIN;

    public static Optional<AccessRole> named(String text) {
        return Arrays.stream(values()).filter(it -> it.toString().equals(text)).findFirst();
    }

    public boolean isLimitedInReading() {
        return this == CUSTOMER;
    }

    public boolean mayCommand() {
        return compareTo(OPERATOR) >= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
