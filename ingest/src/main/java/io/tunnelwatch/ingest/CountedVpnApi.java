package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.v1.ConnectionSnapshot;

/** The API, with every call counted. */
record CountedVpnApi(VpnApi api, IngestMetrics metrics) implements VpnApi {
    @Override
    public Outcome<ListingPage> connections(Target target, int page, int pageSize) {
        var outcome = api.connections(target, page, pageSize);
        metrics.called("DescribeVpnConnections", outcome);
        return outcome;
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(Target target, String connectionId) {
        var outcome = api.connection(target, connectionId);
        metrics.called("DescribeVpnConnection", outcome);
        return outcome;
    }
}
