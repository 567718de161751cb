package io.tunnelwatch.schemas.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory that nobody but its owner may look into: what stands there is a map of somebody's network. */
public final class PrivateDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(PrivateDirectory.class);
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /** Set on directories that everybody writes into, such as that of temporary files. */
    private static final int STICKY = 01000;

    private PrivateDirectory() {}

    /** Makes it if it is not there, and closes it to others if it is; one that is not ours to close is warned of. */
    public static void make(Path directory) throws IOException {
        if (!Disk.hasPermissions()) {
            Files.createDirectories(directory);
            return;
        }
        Files.createDirectories(directory.toAbsolutePath(), PosixFilePermissions.asFileAttribute(OWNER));
        if (!OWNER.containsAll(Files.getPosixFilePermissions(directory))) {
            tighten(directory);
        }
    }

    /**
     * The same for a directory that the operator named.
     *
     * @throws OperatorException naming the setting
     */
    public static void make(String setting, Path directory) {
        try {
            make(directory);
        } catch (IOException e) {
            throw new OperatorException(
                    "Setting " + setting + ": the directory " + directory + " cannot be made ("
                            + e.getClass().getSimpleName() + "); name one that belongs to this user.",
                    e);
        }
    }

    private static void tighten(Path directory) throws IOException {
        if (OwnFiles.isOurs(directory) && !isShared(directory)) {
            Files.setPosixFilePermissions(directory, OWNER);
        } else {
            LOG.atWarn()
                    .addKeyValue("directory", directory)
                    .log(
                            "The directory {} is open to other users of this machine and is not this process's to close:"
                                    + " what is kept there is a map of your network; choose another, or run chmod 700 on it",
                            directory);
        }
    }

    private static boolean isShared(Path directory) throws IOException {
        return ((int) Files.getAttribute(directory, "unix:mode") & STICKY) != 0;
    }

    /** Where a program keeps state: where the operator said, or in a place of this user's. */
    public static Path ofState(String setting, String value) {
        return value.isBlank() ? ofState(setting, System.getenv(), System.getProperty("user.home")) : Path.of(value);
    }

    /**
     * Where programs keep state when nobody has said where: {@code $XDG_STATE_HOME/tunnelwatch}, or
     * {@code ~/.local/state/tunnelwatch}. Never a name in a directory of temporary files: whoever makes that first owns it.
     *
     * @param setting that the operator would name another directory with
     */
    public static Path ofState(String setting, Map<String, String> environment, String home) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        if (Path.of(state).isAbsolute()) {
            return Path.of(state, "tunnelwatch");
        }
        if (!Path.of(home).isAbsolute()) {
            throw new OperatorException("Setting " + setting
                    + " is not set, and this user has no home directory to keep state in: name a directory with it.");
        }
        return Path.of(home, ".local", "state", "tunnelwatch");
    }
}
