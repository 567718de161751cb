package io.tunnelwatch.simulator;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The actions that the simulated cloud knows. */
final class Calls {
    private static final int DEFAULT_PAGE_SIZE = 10;
    private static final int MOST_PAGE_SIZE = 50;

    private final Scenario scenario;
    private final World world;

    Calls(Scenario scenario, World world) {
        this.scenario = scenario;
        this.world = world;
    }

    Answer answer(
            String action,
            SortedMap<String, String> parameters,
            Scenario.Account account,
            Duration time,
            URI endpoint) {
        if (action.equals("DescribeRegions")) {
            return regions(account, endpoint);
        }
        String region = parameters.get("RegionId");
        if (region == null) {
            return missing("RegionId");
        }
        return switch (action) {
            case "DescribeVpnConnections" -> listing(parameters, account, region, time);
            case "DescribeVpnConnection" ->
                one(parameters, account, region, time)
                        .map(it -> Answer.ok("DescribeVpnConnection", Body.single(it, Answer.requestId())))
                        .orElseGet(() -> notThere(parameters));
            case "DownloadVpnConnectionConfig" ->
                one(parameters, account, region, time)
                        .map(it -> Answer.ok("DownloadVpnConnectionConfig", PeerConfig.of(it, Answer.requestId())))
                        .orElseGet(() -> notThere(parameters));
            default ->
                Answer.error(
                        404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.");
        };
    }

    private Answer listing(
            SortedMap<String, String> parameters, Scenario.Account account, String region, Duration time) {
        int size = number(parameters, "PageSize", DEFAULT_PAGE_SIZE);
        int page = number(parameters, "PageNumber", 1);
        if (size < 1 || size > MOST_PAGE_SIZE || page < 1) {
            return Answer.error(400, "InvalidParameter", "The specified page number or page size is not valid.");
        }
        var all = filtered(world.at(time, account.name(), region), parameters);
        // A shift: what stood at the end of page one has moved up, so that page two begins one later.
        int shift = page > 1
                        && Faults.at(scenario, time, account, region, "DescribeVpnConnections")
                                .anyMatch(it -> it.kind() == Scenario.Fault.Kind.PAGE_SHIFT)
                ? 1
                : 0;
        int from = Math.min(all.size(), (page - 1) * size + shift);
        int to = Math.min(all.size(), from + size);
        return Answer.ok(
                "DescribeVpnConnections",
                Body.listing(all.subList(from, to), page, size, all.size() - shift, Answer.requestId()));
    }

    private static List<World.Live> filtered(List<World.Live> all, Map<String, String> parameters) {
        String gateway = parameters.get("VpnGatewayId");
        String id = parameters.get("VpnConnectionId");
        return all.stream()
                .filter(it -> gateway == null || gateway.equals(it.connection().gateway()))
                .filter(it -> id == null || id.equals(it.connection().id()))
                .toList();
    }

    private Optional<World.Live> one(
            Map<String, String> parameters, Scenario.Account account, String region, Duration time) {
        return world.at(time, String.valueOf(parameters.get("VpnConnectionId")))
                .filter(it -> it.connection().account().equals(account.name()))
                .filter(it -> it.connection().region().equals(region));
    }

    private Answer regions(Scenario.Account account, URI endpoint) {
        var regions = scenario.connections().stream()
                .filter(it -> it.account().equals(account.name()))
                .map(Scenario.Connection::region)
                .distinct()
                .sorted()
                .map(it -> Map.of("RegionId", it, "RegionEndpoint", endpoint.getAuthority(), "LocalName", it))
                .toList();
        var body = new LinkedHashMap<String, Object>();
        body.put("RequestId", Answer.requestId());
        body.put("Regions", Map.of("Region", regions));
        return Answer.ok("DescribeRegions", body);
    }

    private static Answer notThere(Map<String, String> parameters) {
        return parameters.containsKey("VpnConnectionId")
                ? Answer.error(
                        404,
                        "InvalidVpnConnectionInstanceId.NotFound",
                        "The specified vpn connection instance id does not exist.")
                : missing("VpnConnectionId");
    }

    private static Answer missing(String parameter) {
        return Answer.error(
                400,
                "MissingParameter",
                "The input parameter \"" + parameter
                        + "\" that is mandatory for processing this request is not supplied.");
    }

    private static int number(Map<String, String> parameters, String name, int otherwise) {
        try {
            return Integer.parseInt(parameters.getOrDefault(name, Integer.toString(otherwise)));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
