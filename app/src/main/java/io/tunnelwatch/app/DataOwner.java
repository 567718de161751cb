package io.tunnelwatch.app;

import io.tunnelwatch.schemas.program.Marker;
import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Whether a data directory tells of real tunnels or of simulated ones. Mixed, the history of either would be a lie. */
final class DataOwner {
    private static final String REAL = "real cloud";
    private static final String SIMULATED = "simulated cloud";

    private DataOwner() {}

    static void claim(Path dataDirectory, boolean isSimulated) {
        String mine = isSimulated ? SIMULATED : REAL;
        var marker = new Marker(dataDirectory.resolve("tells-of.txt"));
        try {
            Optional<String> theirs = marker.read(DataOwner::cloud);
            if (theirs.isEmpty()) {
                marker.write(mine);
            } else if (!theirs.get().equals(mine)) {
                throw new OperatorException("Data directory " + dataDirectory + " tells of a " + theirs.get()
                        + ", and this would add a " + mine + ": choose another with --data-dir.");
            }
        } catch (IOException e) {
            throw new OperatorException(
                    "Data directory " + dataDirectory + " cannot be used (" + e.getMessage()
                            + "): mend its permissions, or choose another with --data-dir.",
                    e);
        }
    }

    private static Optional<String> cloud(String text) {
        return text.equals(REAL) || text.equals(SIMULATED) ? Optional.of(text) : Optional.empty();
    }
}
