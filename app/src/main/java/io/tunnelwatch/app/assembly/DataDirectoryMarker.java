package io.tunnelwatch.app.assembly;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.files.MarkerFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Marks a data directory as one of the real cloud or of a simulated cloud. With both mixed, the history would be false. */
public final class DataDirectoryMarker {
    private static final String REAL = "real cloud";
    private static final String SIMULATED = "simulated cloud";

    private DataDirectoryMarker() {}

    public static void claim(Path dataDirectory, boolean isSimulated) {
        String mine = isSimulated ? SIMULATED : REAL;
        var marker = new MarkerFile(dataDirectory.resolve("tells-of.txt"));
        try {
            Optional<String> theirs = marker.read(DataDirectoryMarker::cloud);
            if (theirs.isEmpty()) {
                marker.write(mine);
            } else if (!theirs.get().equals(mine)) {
                throw new OperatorException("Data directory " + dataDirectory + " belongs to a " + theirs.get()
                        + ", and this run is for a " + mine + ": choose another with --data-dir.");
            }
        } catch (IOException e) {
            throw new OperatorException(
                    "Data directory " + dataDirectory + " cannot be used (" + e.getMessage()
                            + "): correct its permissions, or choose another with --data-dir.",
                    e);
        }
    }

    private static Optional<String> cloud(String text) {
        return text.equals(REAL) || text.equals(SIMULATED) ? Optional.of(text) : Optional.empty();
    }
}
