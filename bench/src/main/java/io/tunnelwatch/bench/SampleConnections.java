package io.tunnelwatch.bench;

import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Connections as the cloud lists them, by number, up or down: single-tunnel, with BGP and a health check, ten to a gateway. */
final class SampleConnections {
    private static final int TO_A_GATEWAY = 10;
    private static final ConnectionSnapshot ONE = one();

    private SampleConnections() {}

    static ConnectionSnapshot of(int number, boolean up) {
        return ConnectionSnapshot.newBuilder(ONE)
                .setConnectionId(id(number))
                .setName("plant-" + number)
                .setVpnGatewayId(String.format(Locale.ROOT, "vpn-bench%016d", number / TO_A_GATEWAY))
                .setCustomerGatewayId(String.format(Locale.ROOT, "cgw-bench%016d", number))
                .setStatus(up ? "ipsec_sa_established" : "ike_sa_not_established")
                .setContentHash(hash(number, up))
                .build();
    }

    static String id(int number) {
        return String.format(Locale.ROOT, "vco-bench%016d", number);
    }

    static int number(String id) {
        return Integer.parseInt(id.substring("vco-bench".length()));
    }

    static long hash(int number, boolean up) {
        return (number + 1) * 0x9E3779B97F4A7C15L + (up ? 1 : 0);
    }

    private static ConnectionSnapshot one() {
        try {
            var mapper = new ResponseMapper(new Fingerprints("a key".getBytes(StandardCharsets.UTF_8)));
            return mapper.listing(SamplePage.of(1, false)).value().connections().get(0);
        } catch (MalformedResponseException e) {
            throw new IllegalStateException("The sample is no page of a listing", e);
        }
    }
}
