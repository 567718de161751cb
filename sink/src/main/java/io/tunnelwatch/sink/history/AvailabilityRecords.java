package io.tunnelwatch.sink.history;

import io.tunnelwatch.sink.history.Historian.Hour;
import io.tunnelwatch.sink.state.FacetMemory;
import io.tunnelwatch.sink.state.History;
import io.tunnelwatch.v1.HourlyAvailability;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes the records of the availability topic from completed hours. */
final class AvailabilityRecords {
    private AvailabilityRecords() {}

    static List<Hour> of(History history, FacetMemory facet, FacetHistory facetHistory) {
        String target = history.getAccount() + "/" + history.getRegion();
        var hours = new ArrayList<Hour>();
        facetHistory.hours().forEach((start, sums) -> {
            Instant hour = Instant.ofEpochMilli(start);
            String entity = facet.getEntity().equals(target) ? target : target + "/" + facet.getEntity();
            hours.add(new Hour(
                    entity + "/" + facet.getFacet() + "/" + hour,
                    hour.plusMillis(HourSums.HOUR),
                    facet.getEntity(),
                    sums.map(it -> value(history, facet, it))));
        });
        return hours;
    }

    /** Unknown time is the rest of the hour: before the first scan, in gaps, and after the end. */
    private static HourlyAvailability value(History history, FacetMemory facet, HourSums it) {
        return HourlyAvailability.newBuilder()
                .setAccount(history.getAccount())
                .setRegion(history.getRegion())
                .setConnectionId(history.getConnectionId())
                .setTunnelId(facet.getTunnelId())
                .setEntity(facet.getEntity())
                .setFacet(HistoryStateCodec.kind(facet))
                .setHour(Instant.ofEpochMilli(it.hour()))
                .setUpMillis(it.up())
                .setDegradedMillis(it.degraded())
                .setDownMillis(it.down())
                .setUnknownMillis(HourSums.HOUR - it.known())
                .setNotConfiguredMillis(it.notConfigured())
                .setTransitions(it.transitions())
                .setCoverage(it.known() / (double) HourSums.HOUR)
                .build();
    }
}
