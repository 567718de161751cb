package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.PeerConfiguration;
import io.tunnelwatch.ingest.poller.Progress;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import java.util.List;

/** The API with every call counted, and every answer reported as progress. */
record CountedVpnApi(VpnApi api, IngestMetrics metrics, Progress progress) implements VpnApi {
    @Override
    public Outcome<ListingPage> connections(Target target, int page, int pageSize) {
        var outcome = api.connections(target, page, pageSize);
        metrics.called("DescribeVpnConnections", outcome);
        progress.made(target);
        return outcome;
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(Target target, String connectionId) {
        var outcome = api.connection(target, connectionId);
        metrics.called("DescribeVpnConnection", outcome);
        progress.made(target);
        return outcome;
    }

    @Override
    public Outcome<PeerConfiguration> peerConfiguration(Target target, String connectionId) {
        var outcome = api.peerConfiguration(target, connectionId);
        metrics.called("DownloadVpnConnectionConfig", outcome);
        progress.made(target);
        return outcome;
    }

    @Override
    public Outcome<List<Diagnosis>> diagnoses(Target target, List<String> connectionIds, List<String> tunnelIds) {
        var outcome = api.diagnoses(target, connectionIds, tunnelIds);
        metrics.called("DiagnoseVpnConnections", outcome);
        progress.made(target);
        return outcome;
    }
}
