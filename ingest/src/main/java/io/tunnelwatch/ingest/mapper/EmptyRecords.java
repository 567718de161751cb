package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.HealthCheck;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.IpsecConfig;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Records with nothing but the schema's defaults. They are copied from a built record, because a builder looks up and
 * deep-copies every default, for each of a thousand connections a second.
 */
final class EmptyRecords {
    private static final Default[] CONNECTION = defaults(ConnectionSnapshot.newBuilder()
            .setConnectionId("")
            .setContentHash(0)
            .setTunnels(List.of())
            .setLocalSubnets(List.of())
            .setRemoteSubnets(List.of())
            .setTags(List.of())
            .build());
    private static final Default[] TUNNEL =
            defaults(TunnelSnapshot.newBuilder().setTunnelId("").build());
    private static final Bgp NO_BGP = Bgp.newBuilder().build();
    private static final Default[] BGP = defaults(NO_BGP);
    private static final Default[] HEALTH_CHECK =
            defaults(HealthCheck.newBuilder().build());
    private static final Default[] IKE = defaults(IkeConfig.newBuilder().build());
    private static final Default[] IPSEC = defaults(IpsecConfig.newBuilder().build());

    /** A field whose default is not null. Its value is shared, so it must be immutable. */
    private record Default(int field, Object value) {}

    private EmptyRecords() {}

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
        return bgp.equals(NO_BGP);
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

    private static <T extends SpecificRecordBase> T filled(T record, Default[] defaults) {
        for (Default it : defaults) {
            record.put(it.field(), it.value());
        }
        return record;
    }

    private static Default[] defaults(SpecificRecordBase built) {
        return IntStream.range(0, built.getSchema().getFields().size())
                .filter(field -> built.get(field) != null)
                .mapToObj(field -> new Default(field, built.get(field)))
                .toArray(Default[]::new);
    }
}
