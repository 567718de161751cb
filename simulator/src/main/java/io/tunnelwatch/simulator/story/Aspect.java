package io.tunnelwatch.simulator.story;

import java.util.List;

/** A property of a tunnel that an event can set. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are unmodifiable
enum Aspect {
    STATUS("status", RawStatus.STATUS, RawStatus.UP, RawStatus.PHASE1_DOWN),
    BGP("bgp", RawStatus.BGP, "success", "false"),
    HEALTH("health", RawStatus.HEALTH, "success", "failed"),
    /** The result of a diagnosis; empty if it follows from the status. */
    CAUSE("cause", RawStatus.CAUSE, "", "");

    final String key;
    final List<String> known;
    final String up;
    final String down;

    Aspect(String key, List<String> known, String up, String down) {
        this.key = key;
        this.known = known;
        this.up = up;
        this.down = down;
    }

    static Aspect read(Node node) {
        for (Aspect aspect : values()) {
            if (aspect != CAUSE && aspect.key.equals(node.text())) {
                return aspect;
            }
        }
        throw node.wrong("'" + node.text() + "' cannot flap; write status, bgp or health");
    }
}
