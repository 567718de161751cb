package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.ContentHash;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An account that a test controls. */
public final class FakeCloud implements VpnApi {
    /** Connections that exist. */
    public final TreeMap<String, ConnectionSnapshot> connections = new TreeMap<>();

    /** Connections that exist and that no listing shows. */
    public final Set<String> hidden = new HashSet<>();

    public final Map<String, DownloadedPeerConfiguration> peerConfigurations = new HashMap<>();

    /** Diagnoses by connection or tunnel. */
    public final Map<String, Diagnosis> diagnoses = new HashMap<>();

    public final List<String> lookups = new ArrayList<>();
    public Optional<Failed<?>> failure = Optional.empty();
    public Optional<Failed<?>> lookupFailure = Optional.empty();
    public int lieAboutTotal;
    public int peerCalls;

    /** Whether every answer consists of new objects, as real ones do. */
    public boolean fresh;

    public int calls;
    public Duration spacing = Duration.ZERO;

    /** Runs after each page. */
    public Runnable meanwhile = () -> {};

    @Override
    public Duration spacing() {
        return spacing;
    }

    public static ConnectionSnapshot connection(String id, String status) {
        var connection = ConnectionSnapshot.newBuilder()
                .setConnectionId(id)
                .setStatus(status)
                .setContentHash(0)
                .build();
        connection.setContentHash(ContentHash.of(connection));
        return connection;
    }

    public void put(String id, String status) {
        connections.put(id, connection(id, status));
    }

    public void rename(String id, String name) {
        var renamed = ConnectionSnapshot.newBuilder(Objects.requireNonNull(connections.get(id)))
                .setName(name)
                .build();
        renamed.setContentHash(ContentHash.of(renamed));
        connections.put(id, renamed);
    }

    public void putMany(int count) {
        IntStream.range(0, count).forEach(i -> put("vco-%05d".formatted(i), "ipsec_sa_established"));
    }

    public Map<String, Long> hashes() {
        var hashes = new TreeMap<String, Long>();
        connections.forEach((id, it) -> hashes.put(id, it.getContentHash()));
        return hashes;
    }

    @Override
    public Outcome<ListingPage> connections(TargetId target, int page, int pageSize) {
        calls++;
        if (failure.isPresent()) {
            return as(failure.get());
        }
        var listed = connections.values().stream()
                .filter(it -> !hidden.contains(it.getConnectionId()))
                .map(it -> fresh ? ConnectionSnapshot.newBuilder(it).build() : it)
                .toList();
        int from = Math.min(listed.size(), (page - 1) * pageSize);
        var answer = new ListingPage(
                OptionalInt.of(page),
                listed.size() + lieAboutTotal,
                listed.subList(from, Math.min(listed.size(), from + pageSize)));
        meanwhile.run();
        return new Answered<>(answer, "request");
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(TargetId target, String connectionId) {
        lookups.add(connectionId);
        if (lookupFailure.isPresent()) {
            return as(lookupFailure.get());
        }
        ConnectionSnapshot found = connections.get(connectionId);
        return found != null ? new Answered<>(found, "request") : notFound();
    }

    @Override
    public Outcome<DownloadedPeerConfiguration> peerConfiguration(TargetId target, String connectionId) {
        peerCalls++;
        DownloadedPeerConfiguration found = peerConfigurations.get(connectionId);
        return found != null ? new Answered<>(found, "request") : notFound();
    }

    @Override
    public Outcome<List<Diagnosis>> diagnoses(TargetId target, List<String> connectionIds, List<String> tunnelIds) {
        var asked = Stream.concat(connectionIds.stream(), tunnelIds.stream());
        return new Answered<>(asked.map(diagnoses::get).filter(Objects::nonNull).toList(), "request");
    }

    public static <T> Failed<T> notFound() {
        return new Failed<>(
                FailureClass.UNKNOWN,
                404,
                "InvalidVpnConnectionInstanceId.NotFound",
                "no such connection",
                "request-404",
                Optional.empty());
    }

    private static <T> Failed<T> as(Failed<?> it) {
        return new Failed<>(it.failureClass(), it.status(), it.code(), it.detail(), it.requestId(), it.retryAfter());
    }
}
