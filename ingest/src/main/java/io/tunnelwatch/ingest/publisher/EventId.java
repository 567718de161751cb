package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.schemas.topics.ShortHash;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;

/** The id of an observation, derived from its position in the target's history: the same position gives the same id. */
final class EventId {
    private static final int BYTES = 16;

    private EventId() {}

    static String of(Observation observation) {
        Order order = observation.getOrder();
        String place = observation.getAccount() + "/" + observation.getRegion() + "/" + order.getEpoch() + "/"
                + order.getScan() + "/" + order.getIndex();
        return ShortHash.of(place, BYTES);
    }
}
