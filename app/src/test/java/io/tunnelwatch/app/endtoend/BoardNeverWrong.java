package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.endtoend.CloudWindow.Reading;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asked every second, the board shows for each connection a state that it had in the cloud within the last three intervals, or
 * UNKNOWN. It never shows green for longer than that while the connection is red. Listens while it is open, and judges at the
 * end.
 */
final class BoardNeverWrong implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int INTERVALS = 3;

    /**
     * Time from a scan's first page to its last, and from there to the web page: the board may be that much older than the
     * scan.
     */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(4);

    private static final int MOST_LIES = 20;
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);

    private final URI page;
    private final Optional<String> token;
    private final Supplier<Optional<URI>> cloud;
    private final Duration window;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWERS_WITHIN).build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "board-is-true-or-unknown");
        thread.setDaemon(true);
        return thread;
    });

    private final TreeMap<String, String> lies = new TreeMap<>();
    private final Map<String, String> everMentioned = new HashMap<>();
    private final Map<String, Instant> missingSince = new HashMap<>();
    private boolean heardTheBeginning;
    private int answers;
    private int compared;
    private int unknown;

    /**
     * @param page the origin of the page and its API
     * @param token for access, if one is required
     * @param cloud address of the simulated cloud; empty while it is not known
     * @param interval configured time between two scans of a target
     */
    BoardNeverWrong(URI page, Optional<String> token, Supplier<Optional<URI>> cloud, Duration interval) {
        this.page = page;
        this.token = token;
        this.cloud = cloud;
        this.window = interval.multipliedBy(INTERVALS).plus(ON_THE_WAY);
    }

    /** Starts to look by itself. */
    BoardNeverWrong listen() {
        clock.scheduleWithFixedDelay(this::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /** Looks once. A page that does not answer shows nothing wrong. */
    synchronized void look() {
        try {
            Optional<URI> there = cloud.get();
            if (there.isPresent()) {
                look(there.get());
            }
        } catch (IOException e) {
            missingSince.clear(); // killed, stopped, or not yet there
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the page answers, knows everything that it shows, and is right. */
    synchronized boolean knowsTheTruth() {
        int before = lies.size();
        int unknownBefore = unknown;
        int answersBefore = answers;
        look();
        return answers > answersBefore && unknown == unknownBefore && lies.size() == before;
    }

    /** The number of connections that were compared with the truth and were not UNKNOWN. */
    synchronized int compared() {
        return compared;
    }

    /** The wrong states, only the first one of each connection. */
    synchronized List<String> lies() {
        return List.copyOf(lies.values());
    }

    /** Returns and forgets the wrong states found so far, so that the next step of a test is judged by itself. */
    synchronized List<String> takeLies() {
        var taken = lies();
        lies.clear();
        return taken;
    }

    /** Call it at the end of a test. */
    synchronized void judge() {
        System.out.printf(
                "Board: %d answers, %d times a connection held against the cloud's truth, %d times not known; %d lies%n",
                answers, compared, unknown, lies.size());
        lies.values()
                .forEach(
                        it -> System.out.println("Lie: " + it)); // a test that also fails otherwise hides the assertion
        assertThat(lies())
                .as("what the board said and the cloud was at no moment of the last %s", window)
                .isEmpty();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** Looks target by target: the truth does not contain connections without events, and thousands of rows cost a second. */
    private void look(URI there) throws IOException, InterruptedException {
        hearTheBeginning(there);
        for (String target : new TreeSet<>(everMentioned.values())) {
            look(target, there);
        }
    }

    private void look(String target, URI there) throws IOException, InterruptedException {
        Optional<JsonNode> fresh = answer(page.resolve("/api/v1/summary"));
        Instant asked = Instant.now();
        Optional<JsonNode> board =
                answer(page.resolve("/api/v1/connections?account=" + target.replace("/", "&region=") + "&limit=1000"));
        Instant answered = Instant.now();
        if (fresh.isEmpty() || board.isEmpty()) {
            return;
        }
        Instant from = asked.minus(longest(fresh.get()));
        Optional<JsonNode> truth =
                answer(there.resolve("/simulator/truth?observable=false&from=" + from + "&until=" + answered));
        if (truth.isEmpty() || isOfThePast(fresh.get(), truth.get(), from)) {
            return; // for example a stub of the cloud, which has no such endpoint
        }
        var window = CloudWindow.of(truth.get());
        everMentioned.putAll(window.mentioned());
        answers++;
        compare(target, board.get(), fresh.get(), window, from, answered);
    }

    /**
     * Returns whether the window begins in the simulated past, before the truth: the past ends with everything up, while the
     * story begins with something down, so that a row of the past is right then and none of the story's.
     */
    private static boolean isOfThePast(JsonNode summary, JsonNode truth, Instant from) {
        return summary.path("notice").asText().contains("before the first start")
                && from.isBefore(Instant.parse(truth.path("began").asText()));
    }

    /** Reads the whole truth so far, once, to know which connections it contains at all. */
    private void hearTheBeginning(URI there) throws IOException, InterruptedException {
        if (!heardTheBeginning) {
            answer(there.resolve("/simulator/truth?observable=false"))
                    .ifPresent(it -> everMentioned.putAll(CloudWindow.of(it).mentioned()));
            heardTheBeginning = true;
        }
    }

    /**
     * A scan that takes longer than the interval extends the three intervals, up to a limit, beyond which the board is out of
     * date.
     */
    private Duration longest(JsonNode summary) {
        Duration longest = window;
        for (JsonNode target : summary.path("targets")) {
            var announced = Duration.ofMillis(
                            (long) (target.path("staleAfterSeconds").asDouble() * 1000))
                    .plus(ON_THE_WAY);
            longest = announced.compareTo(longest) > 0 ? announced : longest;
        }
        Duration most = window.multipliedBy(2);
        return longest.compareTo(most) > 0 ? most : longest;
    }

    private void compare(
            String target, JsonNode board, JsonNode summary, CloudWindow cloud, Instant from, Instant until) {
        var shown = new HashSet<String>();
        for (JsonNode row : board.path("connections")) {
            String id = row.path("id").asText();
            shown.add(id);
            var readings = cloud.of(id);
            if (isUnknown(row)) {
                unknown++;
            } else if (readings.isEmpty() && !everMentioned.containsKey(id)) {
                expect(row.path("state").asText().equals("UP"), id, "is nothing but UP in the story", row, until);
            } else {
                expect(agrees(row, readings), id, CloudWindow.text(from, until, readings), row, until);
            }
        }
        if (board.path("total").asInt() == board.path("connections").size()) {
            expectRows(target, summary, cloud, shown, until);
        }
    }

    private void expect(boolean isSo, String id, String truth, JsonNode row, Instant at) {
        compared++;
        if (!isSo && lies.size() < MOST_LIES) {
            lies.putIfAbsent(id, at + " " + id + ": " + truth + ", and the board shows " + states(row));
        }
    }

    /**
     * The board shows every connection that existed all the time, unless it says that the target is stale or that it is behind.
     */
    private void expectRows(String target, JsonNode summary, CloudWindow cloud, Set<String> shown, Instant at) {
        everMentioned.forEach((id, itsTarget) -> {
            var readings = cloud.of(id);
            boolean wasThere = !readings.isEmpty() && readings.stream().allMatch(Reading::isThere);
            if (!itsTarget.equals(target)) {
                return;
            }
            if (!wasThere || shown.contains(id) || !isFresh(target, summary) || ownsToBeBehind(summary)) {
                missingSince.remove(id);
                return;
            }
            Instant since = missingSince.computeIfAbsent(id, it -> at);
            if (at.isAfter(since.plus(window)) && lies.size() < MOST_LIES) {
                lies.putIfAbsent(
                        id, at + " " + id + " is there, its target is called fresh, and no row since " + since);
            }
        });
    }

    private static boolean isFresh(String target, JsonNode summary) {
        for (JsonNode it : summary.path("targets")) {
            if (it.path("target").asText().equals(target)) {
                return !it.path("stale").asBoolean();
            }
        }
        return false;
    }

    /** Whether the board says that it is behind, as at the first start, when thousands of rows arrive one after another. */
    private static boolean ownsToBeBehind(JsonNode summary) {
        return summary.path("troubles").findValuesAsText("cause").contains("HISTORY_BEHIND");
    }

    private static boolean isUnknown(JsonNode row) {
        return row.path("stale").asBoolean() || row.path("state").asText().equals("UNKNOWN");
    }

    /**
     * Whether the connection had this state at some moment, and each known facet its state: not all at the same moment, because
     * the changes of one scan reach the page one after the other.
     */
    private static boolean agrees(JsonNode row, List<Reading> readings) {
        String id = row.path("id").asText();
        var there = readings.stream().filter(Reading::isThere).toList();
        return there.stream().anyMatch(it -> row.path("state").asText().equals(it.headline(id)))
                && states(row).entrySet().stream()
                        .filter(it -> !it.getValue().equals("UNKNOWN"))
                        .allMatch(it -> there.stream().anyMatch(reading -> agrees(it, reading)));
    }

    /** A facet that the cloud does not report, such as one that is switched off, may be shown in any state. */
    private static boolean agrees(Map.Entry<String, String> shown, Reading reading) {
        return shown.getValue().equals(reading.facets().getOrDefault(shown.getKey(), shown.getValue()));
    }

    private static TreeMap<String, String> states(JsonNode row) {
        var states = new TreeMap<String, String>();
        String id = row.path("id").asText();
        states(id, row.path("facets"), states);
        row.path("tunnels").forEach(it -> states(it.path("id").asText(), it.path("facets"), states));
        return states;
    }

    private static void states(String entity, JsonNode facets, TreeMap<String, String> into) {
        facets.properties()
                .forEach(it -> into.put(
                        entity + " " + it.getKey(), it.getValue().path("state").asText()));
    }

    private Optional<JsonNode> answer(URI address) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address).timeout(ANSWERS_WITHIN);
        token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200 ? Optional.of(json.readTree(answer.body())) : Optional.empty();
    }
}
