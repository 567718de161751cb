package io.tunnelwatch.processor.topology;

import java.time.Duration;

/** Whether to commit now, so that what was just told is seen at once, or to leave it to the next regular commit. */
public interface Haste {
    /** At 200 commits a second the time from change to alert was over a second, with this between them it is 9 ms. */
    Duration APART = Duration.ofMillis(20);

    boolean commitsNow();
}
