package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.HealthCheck;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.IpsecConfig;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Records of which nothing is known yet: the schema's defaults, whatever fields it has. Copied from one that was built,
 * because a builder looks every default up and copies it deeply, for each of a thousand connections a second.
 */
final class Blank {
    private static final ConnectionSnapshot CONNECTION = builtConnection();
    private static final TunnelSnapshot TUNNEL =
            TunnelSnapshot.newBuilder().setTunnelId("").build();
    private static final Bgp BGP = Bgp.newBuilder().build();
    private static final HealthCheck HEALTH_CHECK = HealthCheck.newBuilder().build();
    private static final IkeConfig IKE = IkeConfig.newBuilder().build();
    private static final IpsecConfig IPSEC = IpsecConfig.newBuilder().build();

    private Blank() {}

    static ConnectionSnapshot connection() {
        return filled(new ConnectionSnapshot(), CONNECTION);
    }

    static TunnelSnapshot tunnel() {
        return filled(new TunnelSnapshot(), TUNNEL);
    }

    static Bgp bgp() {
        return filled(new Bgp(), BGP);
    }

    static boolean is(Bgp bgp) {
        return bgp.equals(BGP);
    }

    static Diagnosis diagnosis() {
        return Diagnosis.newBuilder().setConnectionId("").setCode("").build();
    }

    static HealthCheck healthCheck() {
        return filled(new HealthCheck(), HEALTH_CHECK);
    }

    static IkeConfig ike() {
        return filled(new IkeConfig(), IKE);
    }

    static IpsecConfig ipsec() {
        return filled(new IpsecConfig(), IPSEC);
    }

    /** The values are shared, so none of them may be one that can change. */
    private static <T extends SpecificRecordBase> T filled(T record, T with) {
        int fields = with.getSchema().getFields().size();
        for (int i = 0; i < fields; i++) {
            record.put(i, with.get(i));
        }
        return record;
    }

    private static ConnectionSnapshot builtConnection() {
        return ConnectionSnapshot.newBuilder()
                .setConnectionId("")
                .setContentHash(0)
                .setTunnels(List.of())
                .setLocalSubnets(List.of())
                .setRemoteSubnets(List.of())
                .setTags(List.of())
                .build();
    }
}
