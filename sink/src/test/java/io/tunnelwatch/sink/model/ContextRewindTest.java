package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The context of a connection before its configuration changed. */
class ContextRewindTest {
    private static final ConnectionContext AFTER = new ConnectionContext(
            "Rome 2",
            "CEN",
            "vpn-2",
            List.of("cgw-1", "cgw-2"),
            "tr-2",
            "active",
            List.of("10.2.0.0/16"),
            List.of(),
            List.of(new Tag("env", "prod"), new Tag("floor", "4")));

    @Test
    void shouldTakeBackEachFieldOfTheConnection() {
        var before = ContextRewind.before(
                AFTER,
                List.of(
                        change(null, "name", "Rome", "Rome 2"),
                        change(null, "attachType", "VPNGW", "CEN"),
                        change(null, "vpnGatewayId", "vpn-1", "vpn-2"),
                        change(null, "customerGatewayId", "cgw-8,cgw-9", "cgw-1,cgw-2"),
                        change(null, "transitRouterId", "tr-1", "tr-2"),
                        change(null, "localSubnets", "", "10.2.0.0/16"),
                        change(null, "remoteSubnets", "10.3.0.0/16,10.4.0.0/16", ""),
                        change(null, "tags.env", "test", "prod"),
                        change(null, "tags.floor", "", "4"),
                        change(null, "tags.owner", "ann", "")));

        assertThat(before)
                .isEqualTo(new ConnectionContext(
                        "Rome",
                        "VPNGW",
                        "vpn-1",
                        List.of("cgw-8", "cgw-9"),
                        "tr-1",
                        "active",
                        List.of(),
                        List.of("10.3.0.0/16", "10.4.0.0/16"),
                        List.of(new Tag("env", "test"), new Tag("owner", "ann"))));
    }

    @Test
    void shouldTakeBackTheCustomerGatewayOfOneTunnel() {
        var before = ContextRewind.before(AFTER, List.of(change("tun-2", "customerGatewayId", "cgw-9", "cgw-2")));

        assertThat(before)
                .isEqualTo(ConnectionContext.newBuilder(AFTER)
                        .setCustomerGatewayIds(List.of("cgw-1", "cgw-9"))
                        .build());
    }

    @Test
    void shouldLeaveTheContextAsItIsForWhatItDoesNotHold() {
        assertThat(ContextRewind.before(
                        AFTER,
                        List.of(change("tun-1", "name", "a", "b"), change(null, "ike.encryption", "aes", "aes256"))))
                .isEqualTo(AFTER);
    }

    private static ConfigurationChange change(@Nullable String tunnel, String field, String before, String after) {
        return new ConfigurationChange(tunnel, field, before, after);
    }
}
