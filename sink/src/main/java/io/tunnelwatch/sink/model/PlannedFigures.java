package io.tunnelwatch.sink.model;

/**
 * The part of the figures that lies in planned time, summed over the facets as they are.
 *
 * @param millis planned time, whatever the state
 * @param afterwardsMillis the part of it that only maintenance covers which was entered after that time
 */
public record PlannedFigures(long millis, long afterwardsMillis, long upMillis, long degradedMillis, long downMillis) {
    static final PlannedFigures NONE = new PlannedFigures(0, 0, 0, 0, 0);

    PlannedFigures plus(PlannedFigures it) {
        return new PlannedFigures(
                millis + it.millis,
                afterwardsMillis + it.afterwardsMillis,
                upMillis + it.upMillis,
                degradedMillis + it.degradedMillis,
                downMillis + it.downMillis);
    }

    /** The same for facets that replaced one another, all of which had this planned time. */
    PlannedFigures within(PlannedTime time) {
        return new PlannedFigures(time.millis(), time.afterwardsMillis(), upMillis, degradedMillis, downMillis);
    }

    long knownMillis() {
        return upMillis + degradedMillis + downMillis;
    }
}
