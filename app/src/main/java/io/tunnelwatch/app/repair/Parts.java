package io.tunnelwatch.app.repair;

import io.tunnelwatch.schemas.topics.TargetPartitioner;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The parts into which partitions are divided. Their number is a multiple of the former one, so that all records of a part come
 * from one partition, in its order: from 6 to 24, partition 2 becomes 2, 8, 14 and 20.
 */
record Parts(int former, int partitions) {
    /** The parts of a partition. */
    List<Integer> of(int partition) {
        return IntStream.iterate(partition, it -> it < partitions, it -> it + former)
                .boxed()
                .toList();
    }

    /** The part for records with this key. A record that was in a wrong partition stays where it is. */
    int place(String key, int partition) {
        int place = TargetPartitioner.partition(key, partitions);
        return place % former == partition ? place : partition;
    }
}
