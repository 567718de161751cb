package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.HealthCheck;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.IpsecConfig;
import io.tunnelwatch.v1.TunnelSnapshot;

/** Records of which nothing is known yet: the schema's defaults, whatever fields it has. */
final class Blank {
    private Blank() {}

    static ConnectionSnapshot connection() {
        return ConnectionSnapshot.newBuilder()
                .setConnectionId("")
                .setContentHash(0)
                .build();
    }

    static TunnelSnapshot tunnel() {
        return TunnelSnapshot.newBuilder().setTunnelId("").build();
    }

    static Bgp bgp() {
        return Bgp.newBuilder().build();
    }

    static Diagnosis diagnosis() {
        return Diagnosis.newBuilder().setConnectionId("").setCode("").build();
    }

    static HealthCheck healthCheck() {
        return HealthCheck.newBuilder().build();
    }

    static IkeConfig ike() {
        return IkeConfig.newBuilder().build();
    }

    static IpsecConfig ipsec() {
        return IpsecConfig.newBuilder().build();
    }
}
