package io.tunnelwatch.sink.packet;

/** The most that a packet contains of each kind; {@code openapi.json} tells them. A packet says what it leaves out. */
final class Limits {
    /** Lanes of a picture that a person can still read. */
    static final int LANES = 60;

    /** A facet that changes more often is flapping, and the beginning shows how. */
    static final int INTERVALS_OF_A_LANE = 50;

    static final int CHANGES = 50;
    static final int FIELDS_OF_A_CHANGE = 40;
    static final int RELATED = 200;
    static final int STEPS = 200;
    static final int NOTICES = 200;
    static final int COMMANDS = 50;
    static final int SPANS_OF_A_COMMAND = 20;
    static final int MEMBERS = 1_000;

    /** The most characters of one text, such as a summary or a list of networks. */
    static final int CHARACTERS = 4_096;

    private Limits() {}
}
