package io.tunnelwatch.app;

import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a data directory tells of real tunnels or of simulated ones. Mixed, the history of either would be a lie. */
final class DataOwner {
    private static final String REAL = "real cloud";
    private static final String SIMULATED = "simulated cloud";

    private DataOwner() {}

    static void claim(Path dataDirectory, boolean isSimulated) {
        String mine = isSimulated ? SIMULATED : REAL;
        Path file = dataDirectory.resolve("tells-of.txt");
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, mine);
                return;
            }
            String theirs = Files.readString(file).strip();
            if (!theirs.equals(mine)) {
                throw new OperatorException("Data directory " + dataDirectory + " tells of a " + theirs
                        + ", and this would add a " + mine + ": choose another with --data-dir.");
            }
        } catch (IOException e) {
            throw new OperatorException(
                    "Data directory " + dataDirectory + " cannot be used (" + e.getMessage()
                            + "): mend its permissions, or choose another with --data-dir.",
                    e);
        }
    }
}
