package io.tunnelwatch.simulator.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection as it is at one instant. */
public record Look(
        Connection connection, Plan plan, @Nullable String lifecycle, long keyRotations, List<LineLook> lines) {
    public Look {
        lines = List.copyOf(lines);
    }

    /** A null is a field that the cloud leaves out. */
    public record LineLook(
            @Nullable String status, @Nullable String bgp, @Nullable String health, @Nullable String lifecycle) {}

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
