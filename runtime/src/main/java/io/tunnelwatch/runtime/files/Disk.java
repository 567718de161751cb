package io.tunnelwatch.runtime.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The steps of writing a file. A test interrupts between any two of them, as a power cut would. */
interface Disk {
    Disk REAL = new Disk() {};

    /** Creates a file that must not exist yet. */
    default FileChannel create(Path file, boolean isPrivate) throws IOException {
        FileAttribute<?>[] attributes = isPrivate && hasPermissions()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
    }

    default OutputStream into(FileChannel channel) {
        return Channels.newOutputStream(channel);
    }

    default void force(FileChannel channel) throws IOException {
        channel.force(true);
    }

    default void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Fails if the target name exists. */
    default void link(Path from, Path to) throws IOException {
        Files.createLink(to, from);
    }

    default void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Makes the file's name survive a power cut, as force() does for its bytes. */
    default void forceDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            // A directory that is writable but not readable cannot be forced; the file is in place all the same.
            assert Files.exists(directory);
        }
    }

    static boolean hasPermissions() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
