package io.tunnelwatch.simulator.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection as it is at one instant. */
public record Look(
        Connection connection, Plan plan, @Nullable String lifecycle, long keyRotations, List<LineLook> lines) {
    public Look {
        lines = List.copyOf(lines);
    }

    /**
     * A null is a field that the cloud leaves out.
     *
     * @param cause empty when the scenario names none
     */
    public record LineLook(
            @Nullable String status,
            @Nullable String bgp,
            @Nullable String health,
            @Nullable String lifecycle,
            String cause) {
        /** What a diagnosis finds: what the scenario says, or what the status suggests. */
        public String diagnosis() {
            if (Raw.UP.equals(status)) {
                return "NoExceptionFound";
            }
            if (!cause.isEmpty()) {
                return cause;
            }
            return Raw.PHASE1_DOWN.equals(status) ? "Phase1NegotiationTimeout" : "Phase2NegotiationTimeout";
        }
    }

    /** The key of a tunnel as rotated so far. */
    public String psk(int line) {
        String first = connection.ends().get(line).psk();
        return keyRotations == 0 ? first : first + "-rotated-" + keyRotations;
    }

    /** Tells one configuration from another, without a secret in it. */
    public String configuration() {
        return Names.digest(plan + "/" + keyRotations).substring(0, 8);
    }
}
