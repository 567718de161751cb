package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.story.ConnectionStatus;
import io.tunnelwatch.simulator.story.Listing;
import io.tunnelwatch.simulator.wire.Body;
import io.tunnelwatch.simulator.wire.CloudError;
import io.tunnelwatch.simulator.wire.Format;
import io.tunnelwatch.simulator.wire.Parameters;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * DiagnoseVpnConnections: why a tunnel is down. A single-tunnel connection is named by its own id, otherwise the tunnel by the
 * tunnel's. The result is an array without a wrapper, unlike that of every other call.
 */
final class Diagnoses {
    private Diagnoses() {}

    private record DiagnosedTunnel(ConnectionStatus look, int number) {
        String code() {
            return look.lines().get(number).diagnosis();
        }
    }

    static byte[] answer(
            Format format, String requestId, Parameters parameters, Listing listing, long millis, Instant at)
            throws CloudErrorException {
        var found = new ArrayList<DiagnosedTunnel>();
        for (String id : numbered(parameters, "VpnConnectionIds.")) {
            found.add(new DiagnosedTunnel(connection(listing, id, millis), 0));
        }
        for (String id : numbered(parameters, "TunnelIds.")) {
            found.add(tunnel(listing, id, millis));
        }
        if (found.isEmpty()) {
            throw new CloudErrorException(CloudError.missing("VpnConnectionIds"));
        }
        return format.body("DiagnoseVpnConnectionsResponse")
                .text("RequestId", requestId)
                .number("PageNumber", 1)
                .number("PageSize", Math.max(10, found.size()))
                .number("TotalCount", found.size())
                .list("VpnConnections", found, (body, line) -> describe(body, line, at))
                .finish();
    }

    private static ConnectionStatus connection(Listing listing, String id, long millis) throws CloudErrorException {
        return listing.find(id, millis).orElseThrow(() -> new CloudErrorException(CloudError.unknownConnection()));
    }

    /** Finds a tunnel by its id, which is made of its connection's id and its number. */
    private static DiagnosedTunnel tunnel(Listing listing, String id, long millis) throws CloudErrorException {
        String connectionId = id.length() < 6 ? "" : "vco-" + id.substring(4, id.length() - 1);
        ConnectionStatus look = connection(listing, connectionId, millis);
        for (int line = 0; line < look.lines().size(); line++) {
            if (id.equals(look.connection().ends().get(line).tunnelId())) {
                return new DiagnosedTunnel(look, line);
            }
        }
        throw new CloudErrorException(CloudError.unknownConnection());
    }

    private static void describe(Body body, DiagnosedTunnel line, Instant at) {
        var connection = line.look.connection();
        var end = connection.ends().get(line.number);
        String code = line.code();
        boolean nothing = code.equals("NoExceptionFound");
        String time =
                at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
        body.text("VpnConnectionId", connection.id())
                .text("TunnelId", end.tunnelId())
                .text("FailedReasonCode", code)
                .text("FailedReason", nothing ? "The reason for the negotiation exception is not found" : words(code))
                .number("FailedTime", at.toEpochMilli())
                .text("Severity", nothing ? "Normal" : "Warn")
                .text(
                        "SourceLog",
                        nothing
                                ? ""
                                : "%s %s [PROTO_ERR]: %s. [%s[500] <=> %s[500]]"
                                        .formatted(time, connection.id(), words(code), end.internetIp(), end.peerIp()));
    }

    /** Turns "Phase1NegotiationTimeout" into "Phase1 negotiation timeout". */
    private static String words(String code) {
        String spaced = code.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
        return spaced.charAt(0) + spaced.substring(1).toLowerCase(Locale.ROOT);
    }

    private static List<String> numbered(Parameters parameters, String start) {
        var values = new ArrayList<String>();
        for (int number = 1; ; number++) {
            Optional<String> value = parameters.find(start + number);
            if (value.isEmpty()) {
                return values;
            }
            values.add(value.get());
        }
    }
}
