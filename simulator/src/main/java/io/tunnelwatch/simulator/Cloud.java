package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.story.Account;
import io.tunnelwatch.simulator.story.ConnectionStatus;
import io.tunnelwatch.simulator.story.Effect;
import io.tunnelwatch.simulator.story.Listing;
import io.tunnelwatch.simulator.story.World;
import io.tunnelwatch.simulator.wire.CloudError;
import io.tunnelwatch.simulator.wire.Parameters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The API without its transport: a request in, an answer out. */
final class Cloud {
    static final String VERSION = "2016-04-28";
    private static final Set<String> ACTIONS = Set.of(
            "DescribeRegions",
            "DescribeVpnConnections",
            "DescribeVpnConnection",
            "DownloadVpnConnectionConfig",
            "DiagnoseVpnConnections");
    private static final int LARGEST_PAGE = 50;

    private final World world;
    private final Clock clock;
    private final Instant began;
    private final SignatureCheck gate;
    private final RequestLog requests;

    Cloud(World world, Clock clock, Instant began, RequestLog requests) {
        this.world = world;
        this.clock = clock;
        this.began = began;
        this.gate = new SignatureCheck(world, clock);
        this.requests = requests;
    }

    /** A call from an account that is admitted. */
    private record Call(Request request, Account account, String region, String action, List<Effect> effects) {
        Parameters parameters() {
            return request.parameters();
        }

        Effect.Distortion distortion(int pageNumber) {
            return effects.stream()
                    .map(it -> it.distort(pageNumber))
                    .reduce(Effect.Distortion.NONE, Effect.Distortion::and);
        }
    }

    Answer answer(Request request) {
        String requestId = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        String action = ACTIONS.contains(request.action()) ? request.action() : "";
        String region = request.parameters()
                .find("RegionId")
                .filter(world.regions()::contains)
                .orElse("");
        String account = "";
        try {
            Account caller = gate.admit(request);
            account = caller.name();
            var call = new Call(
                    request, caller, region, action, world.effects(millis(clock.instant()), account, region, action));
            Answer answer = Answer.ok(request, body(call, requestId), call.effects());
            requests.count(new RequestLog.Kind(account, region, action, answer.outcome()));
            return answer;
        } catch (CloudErrorException e) {
            requests.count(
                    new RequestLog.Kind(account, region, action, e.error().code()));
            return Answer.refused(request, e.error(), requestId);
        }
    }

    private byte[] body(Call call, String requestId) throws CloudErrorException {
        refuseWrongCall(call.request());
        delay(call);
        for (Effect effect : call.effects()) {
            if (effect.refusal().isPresent()) {
                throw new CloudErrorException(effect.refusal().get());
            }
        }
        var format = call.request().format();
        return switch (call.action()) {
            case "DescribeRegions" ->
                Answers.regions(
                        format, requestId, world.regions(), call.request().header("host"));
            case "DescribeVpnConnections" -> listing(call, requestId);
            case "DescribeVpnConnection" -> Answers.connection(format, requestId, one(call));
            case "DiagnoseVpnConnections" -> diagnoses(call, requestId);
            default -> Answers.download(format, requestId, one(call));
        };
    }

    private static void refuseWrongCall(Request request) throws CloudErrorException {
        if (!request.method().equals("GET") && !request.method().equals("POST")) {
            throw new CloudErrorException(CloudError.unknownMethod());
        }
        if (!ACTIONS.contains(request.action())) {
            throw new CloudErrorException(CloudError.unknownAction());
        }
        if (!request.version().equals(VERSION)) {
            throw new CloudErrorException(CloudError.unknownVersion());
        }
    }

    private static void delay(Call call) {
        long millis = call.effects().stream().mapToLong(Effect::delayMillis).sum();
        if (millis > 0) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                // The simulator is closing; the answer goes nowhere.
                Thread.currentThread().interrupt();
            }
        }
    }

    private byte[] listing(Call call, String requestId) throws CloudErrorException {
        Listing listing = listing(call);
        int pageNumber = number(call, "PageNumber", 1, Integer.MAX_VALUE);
        int pageSize = number(call, "PageSize", 10, LARGEST_PAGE);
        var filter = new Listing.Filter(
                call.parameters().find("VpnConnectionId"),
                call.parameters().find("VpnGatewayId"),
                call.parameters().find("CustomerGatewayId"));
        var distortion = call.distortion(pageNumber);
        Instant at = clock.instant();
        var page = page(listing, millis(at), pageNumber, pageSize, filter, distortion);
        seen(call, at, pageNumber, pageSize, page, filter, distortion);
        return Answers.connections(call.request().format(), requestId, page, pageNumber, pageSize);
    }

    static Listing.Page page(
            Listing listing,
            long millis,
            int pageNumber,
            int pageSize,
            Listing.Filter filter,
            Effect.Distortion distortion) {
        if (distortion.empty()) {
            return new Listing.Page(0, List.of());
        }
        var page = listing.page(millis, (pageNumber - 1L) * pageSize + distortion.shift(), pageSize, filter);
        return new Listing.Page(Math.max(0, page.total() + distortion.totalOff()), page.items());
    }

    private ConnectionStatus one(Call call) throws CloudErrorException {
        Listing listing = listing(call);
        String id = call.parameters()
                .find("VpnConnectionId")
                .orElseThrow(() -> new CloudErrorException(CloudError.missing("VpnConnectionId")));
        Instant at = clock.instant();
        ConnectionStatus look =
                listing.find(id, millis(at)).orElseThrow(() -> new CloudErrorException(CloudError.unknownConnection()));
        var filter = new Listing.Filter(Optional.of(id), Optional.empty(), Optional.empty());
        seen(call, at, 1, 1, new Listing.Page(1, List.of(look)), filter, Effect.Distortion.NONE);
        return look;
    }

    private byte[] diagnoses(Call call, String requestId) throws CloudErrorException {
        Instant at = clock.instant();
        return Diagnoses.answer(call.request().format(), requestId, call.parameters(), listing(call), millis(at), at);
    }

    private Listing listing(Call call) throws CloudErrorException {
        if (call.parameters().find("RegionId").isEmpty()) {
            throw new CloudErrorException(CloudError.missing("RegionId"));
        }
        if (call.region().isEmpty()) {
            throw new CloudErrorException(CloudError.unknownRegion());
        }
        return world.listing(call.account().name(), call.region());
    }

    /** Records a sighting, if the answer reaches the caller whole. */
    private void seen(
            Call call,
            Instant at,
            int pageNumber,
            int pageSize,
            Listing.Page page,
            Listing.Filter filter,
            Effect.Distortion distortion) {
        if (call.effects().stream().allMatch(it -> it.transport() == Effect.Transport.WHOLE)) {
            requests.seen(number -> new Sighting(
                    number,
                    call.account().name(),
                    call.region(),
                    call.action(),
                    at,
                    pageNumber,
                    pageSize,
                    page.items().size(),
                    page.total(),
                    filter,
                    distortion));
        }
    }

    private static int number(Call call, String parameter, int usual, int most) throws CloudErrorException {
        try {
            int number =
                    call.parameters().find(parameter).map(Integer::parseInt).orElse(usual);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, like any other wrong number
        }
        throw new CloudErrorException(CloudError.invalid(parameter));
    }

    /** Milliseconds since the scenario began; before that it stands still at 0. */
    private long millis(Instant now) {
        return Math.max(0, Duration.between(began, now).toMillis());
    }
}
