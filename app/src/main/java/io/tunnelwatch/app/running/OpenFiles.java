package io.tunnelwatch.app.running;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tunnelwatch.runtime.OperatorException;
import java.lang.management.ManagementFactory;

/** The number of files and connections that the operating system lets this process open. */
final class OpenFiles {
    /** Some more than a program opens that runs alone. */
    static final long OF_A_PROGRAM = 512;

    /** The broker and our clients of it hold 500 once all is ready; clients of the page may take 256 more. */
    static final long OF_EVERYTHING = 1_024;

    private OpenFiles() {}

    /** Refuses a limit with which Kafka's clients would wait for connections that they can never open. */
    static void require(long needed) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < needed) {
            throw new OperatorException("This process may have " + system.getMaxFileDescriptorCount()
                    + " open files, and " + needed + " are needed: raise the limit with 'ulimit -n 4096', or"
                    + " LimitNOFILE in a unit of systemd.");
        }
    }
}
