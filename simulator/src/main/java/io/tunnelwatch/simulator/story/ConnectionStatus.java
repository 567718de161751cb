package io.tunnelwatch.simulator.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection as it is at one instant. */
public record ConnectionStatus(
        Connection connection, Plan plan, @Nullable String lifecycle, long keyRotations, List<TunnelStatus> lines) {
    public ConnectionStatus {
        lines = List.copyOf(lines);
    }

    /**
     * One tunnel at that instant; null marks a field that the cloud leaves out.
     *
     * @param cause empty when the scenario names none
     */
    public record TunnelStatus(
            @Nullable String status,
            @Nullable String bgp,
            @Nullable String health,
            @Nullable String lifecycle,
            String cause) {
        /** The result of a diagnosis: the scenario's cause, or the one that the status suggests. */
        public String diagnosis() {
            if (RawStatus.UP.equals(status)) {
                return "NoExceptionFound";
            }
            if (!cause.isEmpty()) {
                return cause;
            }
            return RawStatus.PHASE1_DOWN.equals(status) ? "Phase1NegotiationTimeout" : "Phase2NegotiationTimeout";
        }
    }

    /** The tunnel's key after the rotations so far. */
    public String psk(int line) {
        String first = connection.ends().get(line).psk();
        return keyRotations == 0 ? first : first + "-rotated-" + keyRotations;
    }

    /** A digest that identifies the configuration and contains no secret. */
    public String configuration() {
        return CloudIds.digest(plan + "/" + keyRotations).substring(0, 8);
    }
}
