package io.tunnelwatch.processor.topology;

/** Whether to commit now, so that what was just told is seen at once, or to leave it to the next regular commit. */
public interface Haste {
    boolean commitsNow();
}
