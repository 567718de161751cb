package io.tunnelwatch.runtime.streams;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Notes that state is being restored, which may take long and commits nothing. */
record RestoreProgressListener(Runnable moved) implements StateRestoreListener {
    @Override
    public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
        moved.run();
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long to, long records) {
        if (records > 0) {
            moved.run();
        }
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long total) {
        moved.run();
    }
}
