package io.tunnelwatch.app.running;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tunnelwatch.runtime.OperatorException;
import java.lang.management.ManagementFactory;

/** The number of files and connections that the operating system lets this process open. */
public final class OpenFiles {
    /** Some more than a program opens that runs alone. */
    private static final long NEEDED = 512;

    private OpenFiles() {}

    /** Refuses a limit with which Kafka's clients would wait for connections that they can never open. */
    public static void requireEnough() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < NEEDED) {
            throw new OperatorException("This process may have " + system.getMaxFileDescriptorCount()
                    + " open files, and " + NEEDED + " are needed: raise the limit with 'ulimit -n 4096', or"
                    + " LimitNOFILE in a unit of systemd.");
        }
    }
}
