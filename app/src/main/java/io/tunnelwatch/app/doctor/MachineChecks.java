package io.tunnelwatch.app.doctor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Checks disk, memory and ports of this machine. */
public final class MachineChecks {
    /** The programs get half of it for their heap; docs/operating.md#capacity says what fits into how much. */
    private static final long LEAST_MEMORY = 1L << 30;

    private final FreeSpace freeSpace;
    private final LongSupplier memory;

    /** Tells the free bytes at an existing path. */
    public interface FreeSpace {
        long at(Path existing) throws IOException;
    }

    MachineChecks(FreeSpace freeSpace, LongSupplier memory) {
        this.freeSpace = freeSpace;
        this.memory = memory;
    }

    public static MachineChecks ofThisMachine() {
        return new MachineChecks(it -> Files.getFileStore(it).getUsableSpace(), MachineChecks::memoryBytes);
    }

    /** The memory of the machine or of the container. */
    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean it
                ? it.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    public Check disk(Path directory, long floorBytes) {
        return new Check("disk", () -> List.of(diskFinding(directory.toAbsolutePath(), floorBytes)));
    }

    private Finding diskFinding(Path directory, long floorBytes) {
        Path existing = directory;
        while (Files.notExists(existing)) {
            existing = Objects.requireNonNull(existing.getParent());
        }
        try {
            long free = freeSpace.at(existing);
            String text = mebibytes(free) + " are free at " + directory;
            if (!Files.isWritable(existing)) {
                return Finding.fail(
                        "disk", "this user may not write to " + existing, "give the directory to this user");
            }
            if (free < floorBytes) {
                return Finding.fail("disk", text, "make room: disk.floor.bytes requires " + mebibytes(floorBytes));
            }
            return free < 4 * floorBytes
                    ? Finding.warn("disk", text, "make room: topics grow (docs/operating.md#capacity)")
                    : Finding.ok("disk", text);
        } catch (IOException e) {
            return Finding.fail("disk", "the free space at " + existing + " cannot be read: " + e, "check the disk");
        }
    }

    public Check memory() {
        return new Check("memory", () -> {
            long bytes = memory.getAsLong();
            String text = mebibytes(bytes) + " on this machine or in this container";
            return List.of(
                    bytes < LEAST_MEMORY
                            ? Finding.warn("memory", text, "give it " + mebibytes(LEAST_MEMORY) + " or more")
                            : Finding.ok("memory", text));
        });
    }

    /** @param settings the setting or option of each address, which may be in use */
    public Check ports(Map<String, InetSocketAddress> settings) {
        return new Check("ports", () -> settings.entrySet().stream()
                .map(it -> port(it.getKey(), it.getValue()))
                .toList());
    }

    private static Finding port(String setting, InetSocketAddress address) {
        String shown = address.getHostString() + ":" + address.getPort();
        if (address.isUnresolved()) {
            return Finding.fail("ports", address.getHostString() + " is no address", "correct " + setting);
        }
        try (var socket = new ServerSocket()) {
            socket.bind(address);
            return Finding.ok("ports", shown + " is free");
        } catch (BindException e) {
            return Finding.warn(
                    "ports",
                    shown + " cannot be taken (" + e.getMessage() + ")",
                    "unless Tunnelwatch itself runs there, stop the other program or change " + setting);
        } catch (IOException e) {
            return Finding.fail("ports", shown + " cannot be taken: " + e.getMessage(), "change " + setting);
        }
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
