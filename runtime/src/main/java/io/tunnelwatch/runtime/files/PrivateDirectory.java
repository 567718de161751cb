package io.tunnelwatch.runtime.files;

import io.tunnelwatch.runtime.OperatorException;
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

/** A directory that only its owner may read: its content is a map of somebody's network. */
public final class PrivateDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(PrivateDirectory.class);
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /** The sticky bit, set on directories that everybody may write into, such as {@code /tmp}. */
    private static final int STICKY = 01000;

    private PrivateDirectory() {}

    /** Creates the directory, or restricts an existing one to its owner; logs a warning if it is not ours to restrict. */
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
     * The same for a directory named by a setting.
     *
     * @throws OperatorException that names the setting
     */
    public static void make(String setting, Path directory) {
        try {
            make(directory);
        } catch (IOException e) {
            throw new OperatorException(
                    "Setting " + setting + ": the directory " + directory + " cannot be created (" + FileProblem.of(e)
                            + "); make room there, or name one that belongs to this user.",
                    e);
        }
    }

    private static void tighten(Path directory) throws IOException {
        if (FileOwnership.isOurs(directory) && !isShared(directory)) {
            Files.setPosixFilePermissions(directory, OWNER);
        } else {
            LOG.atWarn()
                    .addKeyValue("directory", directory)
                    .log(
                            "The directory {} is open to other users of this machine, and this process may not "
                                    + "restrict it. Its content is a map of your network: run chmod 700 on it as its owner, or "
                                    + "choose another directory. See docs/runbook.md#directory_open_to_others",
                            directory);
        }
    }

    private static boolean isShared(Path directory) throws IOException {
        return ((int) Files.getAttribute(directory, "unix:mode") & STICKY) != 0;
    }

    /** The state directory: the one the operator set, or the default below the user's home. */
    public static Path ofState(String setting, String value) {
        return value.isBlank() ? ofState(setting, System.getenv(), System.getProperty("user.home")) : Path.of(value);
    }

    /**
     * The default state directory: {@code $XDG_STATE_HOME/tunnelwatch}, or {@code ~/.local/state/tunnelwatch}. Never below a
     * shared temporary directory: whoever creates the name first would own it.
     *
     * @param setting with which the operator can name another directory
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
