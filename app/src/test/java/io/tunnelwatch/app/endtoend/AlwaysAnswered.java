package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks several sinks for their summary again and again, as somebody behind a load balancer would: at every moment one of them
 * must answer. It also measures how long the answers are stale: a takeover lasts a session of ten seconds, an open transaction of
 * fifteen, and a scan, and longer on a busy machine. Listens while it is open, and judges at the end.
 */
final class AlwaysAnswered implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);

    private final List<URI> sinks;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWERS_WITHIN).build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "always-answered");
        thread.setDaemon(true);
        return thread;
    });
    private final List<String> gaps = new ArrayList<>();
    private @Nullable Instant staleSince;
    private Duration longestStale = Duration.ZERO;
    private int looks;
    private double oldestSeconds;

    /** @param sinks origins of their APIs */
    AlwaysAnswered(List<URI> sinks) {
        this.sinks = List.copyOf(sinks);
    }

    AlwaysAnswered listen() {
        clock.scheduleWithFixedDelay(this::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private synchronized void look() {
        var answers = sinks.stream().flatMap(it -> summary(it).stream()).toList();
        Instant now = Instant.now();
        looks++;
        if (answers.isEmpty()) {
            gaps.add(now.toString());
        }
        if (answers.stream().anyMatch(AlwaysAnswered::knowsAllTargets)) {
            staleSince = null;
        } else {
            Instant since = Objects.requireNonNullElse(staleSince, now);
            staleSince = since;
            Duration stale = Duration.between(since, now);
            longestStale = stale.compareTo(longestStale) > 0 ? stale : longestStale;
        }
        double freshest = answers.stream()
                .mapToDouble(AlwaysAnswered::oldestSeconds)
                .min()
                .orElse(0);
        oldestSeconds = Math.max(oldestSeconds, freshest);
    }

    private static boolean knowsAllTargets(JsonNode summary) {
        for (JsonNode target : summary.path("targets")) {
            if (target.path("stale").asBoolean()) {
                return false;
            }
        }
        return !summary.path("targets").isEmpty();
    }

    private static double oldestSeconds(JsonNode summary) {
        double oldest = 0;
        for (JsonNode target : summary.path("targets")) {
            oldest = Math.max(oldest, target.path("ageSeconds").asDouble());
        }
        return oldest;
    }

    private Optional<JsonNode> summary(URI sink) {
        try {
            var request = HttpRequest.newBuilder(sink.resolve("/api/v1/summary"))
                    .timeout(ANSWERS_WITHIN)
                    .build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(json.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // stopped, or not there yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Call it at the end of a test. */
    synchronized void judge() {
        System.out.printf(
                "Sinks: asked %d times; %d times none answered; stale for %.1f s at most; oldest scan %.1f s%n",
                looks, gaps.size(), longestStale.toMillis() / 1000.0, oldestSeconds);
        assertThat(looks).isPositive();
        assertThat(gaps).as("moments without an answer").isEmpty();
    }

    void stopListening() {
        clock.shutdown();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
