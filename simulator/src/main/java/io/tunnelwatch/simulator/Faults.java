package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.Scenario.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which faults hold for a call, and what those that answer in the cloud's place say. */
final class Faults {
    private Faults() {}

    static Stream<Fault> at(
            Scenario scenario, Duration time, Scenario.Account account, @Nullable String region, String action) {
        return scenario.faults().stream()
                .filter(it -> time.compareTo(it.from()) >= 0 && time.compareTo(it.until()) < 0)
                .filter(it -> it.account() == null || it.account().equals(account.name()))
                .filter(it -> it.region() == null || it.region().equals(region))
                .filter(it -> it.action() == null || it.action().equals(action));
    }

    static Optional<Answer> answer(Fault fault) {
        return switch (fault.kind()) {
            case THROTTLE ->
                Optional.of(Answer.error(
                        400,
                        fault.code() == null ? "Throttling.User" : fault.code(),
                        "Request was denied due to user flow control.",
                        fault.retryAfterMillis() == null
                                ? Map.of()
                                : Map.of(
                                        "x-acs-retry-after",
                                        fault.retryAfterMillis().toString())));
            case DENY ->
                Optional.of(Answer.error(
                        403,
                        fault.code() == null ? "Forbidden.RAM" : fault.code(),
                        "User not authorized to operate on the specified resource, or this API doesn't support RAM."));
            case CREDENTIALS ->
                Optional.of(Answer.error(
                        404,
                        fault.code() == null ? "InvalidAccessKeyId.NotFound" : fault.code(),
                        "Specified access key is not found."));
            case SERVER_ERROR ->
                Optional.of(Answer.error(
                        503,
                        fault.code() == null ? "ServiceUnavailable" : fault.code(),
                        "The request has failed due to a temporary failure of the server."));
            case BAD_GATEWAY, SLOW, TRUNCATE, PAGE_SHIFT -> Optional.empty();
        };
    }
}
