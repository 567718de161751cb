package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.poller.LastActivity;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import java.util.List;

/** The API with every call counted, and every answer reported as progress. */
record CountedVpnApi(VpnApi api, IngestMetrics metrics, LastActivity progress) implements VpnApi {
    @Override
    public Outcome<ListingPage> connections(TargetId target, int page, int pageSize) {
        var outcome = api.connections(target, page, pageSize);
        metrics.called("DescribeVpnConnections", outcome);
        progress.mark(target);
        return outcome;
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(TargetId target, String connectionId) {
        var outcome = api.connection(target, connectionId);
        metrics.called("DescribeVpnConnection", outcome);
        progress.mark(target);
        return outcome;
    }

    @Override
    public Outcome<DownloadedPeerConfiguration> peerConfiguration(TargetId target, String connectionId) {
        var outcome = api.peerConfiguration(target, connectionId);
        metrics.called("DownloadVpnConnectionConfig", outcome);
        progress.mark(target);
        return outcome;
    }

    @Override
    public Outcome<List<Diagnosis>> diagnoses(TargetId target, List<String> connectionIds, List<String> tunnelIds) {
        var outcome = api.diagnoses(target, connectionIds, tunnelIds);
        metrics.called("DiagnoseVpnConnections", outcome);
        progress.mark(target);
        return outcome;
    }
}
