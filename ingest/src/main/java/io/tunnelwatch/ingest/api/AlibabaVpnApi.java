package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.ingest.credentials.NoCredentialsException;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The VPN API of Alibaba Cloud: product Vpc, version 2016-04-28. */
public final class AlibabaVpnApi implements VpnApi {
    private final Endpoints endpoints;
    private final RegionDirectory regions;
    private final CredentialsSource credentials;
    private final ResponseMapper mapper;
    private final Rpc vpc;

    public AlibabaVpnApi(
            Endpoints endpoints,
            Proxies proxies,
            CredentialsSource credentials,
            ResponseMapper mapper,
            Duration callTimeout,
            Clock clock) {
        this.endpoints = endpoints;
        this.credentials = credentials;
        this.mapper = mapper;
        this.vpc = new Rpc("Vpc", "2016-04-28", new HttpCall(callTimeout, proxies), clock);
        this.regions = new RegionDirectory(this::regions, clock);
    }

    @Override
    public Outcome<ListingPage> connections(TargetId target, int page, int pageSize) {
        var parameters = new TreeMap<>(Map.of(
                "RegionId", target.region(),
                "PageNumber", Integer.toString(page),
                "PageSize", Integer.toString(pageSize)));
        return call(target, "DescribeVpnConnections", parameters, mapper::listing);
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(TargetId target, String connectionId) {
        var parameters = new TreeMap<>(Map.of("RegionId", target.region(), "VpnConnectionId", connectionId));
        return call(target, "DescribeVpnConnection", parameters, body -> mapper.connection(body, connectionId));
    }

    @Override
    public Outcome<DownloadedPeerConfiguration> peerConfiguration(TargetId target, String connectionId) {
        var parameters = new TreeMap<>(Map.of("RegionId", target.region(), "VpnConnectionId", connectionId));
        return call(target, "DownloadVpnConnectionConfig", parameters, mapper::peerConfiguration);
    }

    @Override
    public Outcome<List<Diagnosis>> diagnoses(TargetId target, List<String> connectionIds, List<String> tunnelIds) {
        var parameters = new TreeMap<>(Map.of("RegionId", target.region(), "PageNumber", "1", "PageSize", "50"));
        number(parameters, "VpnConnectionIds", connectionIds);
        number(parameters, "TunnelIds", tunnelIds);
        return call(target, "DiagnoseVpnConnections", parameters, mapper::diagnoses);
    }

    /** Adds a list as {@code Name.1}, {@code Name.2}, … */
    private static void number(SortedMap<String, String> parameters, String name, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            parameters.put(name + "." + (i + 1), values.get(i));
        }
    }

    private Outcome<Map<String, String>> regions(TargetId target) {
        var call = new Rpc.Call(endpoints.central(), "DescribeRegions", new TreeMap<>());
        return signed(target, call, mapper::regions);
    }

    private <T> Outcome<T> call(
            TargetId target, String action, SortedMap<String, String> parameters, Rpc.Reader<T> reader) {
        return signed(target, new Rpc.Call(serverOf(target), action, parameters), reader);
    }

    private URI serverOf(TargetId target) {
        return endpoints.areFixed()
                ? endpoints.of(target)
                : regions.serverOf(target).orElseGet(() -> endpoints.of(target));
    }

    private <T> Outcome<T> signed(TargetId target, Rpc.Call call, Rpc.Reader<T> reader) {
        try {
            return vpc.send(call, credentials.current(target.account()), reader);
        } catch (NoCredentialsException e) {
            return Failed.without(e.failureClass(), String.valueOf(e.getMessage()));
        }
    }
}
