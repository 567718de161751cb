package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The id of an observation, derived from its position in the target's history: the same position gives the same id. */
final class EventId {
    private EventId() {}

    static String of(Observation observation) {
        Order order = observation.getOrder();
        String place = observation.getAccount() + "/" + observation.getRegion() + "/" + order.getEpoch() + "/"
                + order.getScan() + "/" + order.getIndex();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(place.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
