package io.tunnelwatch.simulator.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The connections of one account in one region, in the order of the file. */
public final class Listing {
    private final List<Connection> named;
    private final List<GeneratedConnections> groups;

    Listing(List<Connection> named, List<GeneratedConnections> groups) {
        this.named = List.copyOf(named);
        this.groups = List.copyOf(groups);
    }

    /** One page of the connections, and how many there are in all. */
    public record Page(long total, List<ConnectionStatus> items) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /** The caller's filter; an absent part matches everything. */
    public record Filter(
            Optional<String> connectionId, Optional<String> vpnGatewayId, Optional<String> customerGatewayId) {
        public static final Filter NONE = new Filter(Optional.empty(), Optional.empty(), Optional.empty());

        private boolean matches(Connection connection) {
            return vpnGatewayId.map(it -> it.equals(connection.vpnGatewayId())).orElse(true)
                    && customerGatewayId
                            .map(it -> connection.ends().stream()
                                    .anyMatch(end -> end.customerGatewayId().equals(it)))
                            .orElse(true);
        }
    }

    public Page page(long millis, long offset, int size, Filter filter) {
        return filter.equals(Filter.NONE)
                ? quickPage(millis, offset, size)
                : slice(matching(filter, millis), offset, size);
    }

    public Optional<ConnectionStatus> find(String id, long millis) {
        return Stream.concat(
                        named.stream().filter(it -> it.id().equals(id)),
                        groups.stream().map(it -> it.find(id)).filter(Objects::nonNull))
                .findFirst()
                .map(it -> it.at(millis));
    }

    /** The connections to which something may happen; generated ones without events are left out. */
    public Stream<Connection> eventful() {
        return Stream.concat(named.stream(), groups.stream().flatMap(GeneratedConnections::eventful));
    }

    /** Creates only the connections of this page, however many there are. */
    private Page quickPage(long millis, long offset, int size) {
        List<Connection> present =
                named.stream().filter(it -> it.exists(millis)).toList();
        long total = present.size();
        var items = new ArrayList<ConnectionStatus>(size);
        present.stream().skip(Math.max(0, offset)).limit(size).forEach(it -> add(it, millis, items));
        for (GeneratedConnections group : groups) {
            int from = (int) Math.max(0, Math.min(group.count(), offset + items.size() - total));
            int until = Math.min(group.count(), from + size - items.size());
            for (int index = from; index < until; index++) {
                add(group.connection(index + 1), millis, items);
            }
            total += group.count();
        }
        return new Page(total, items);
    }

    private static void add(Connection connection, long millis, List<ConnectionStatus> items) {
        ConnectionStatus look = connection.at(millis);
        if (look != null) {
            items.add(look);
        }
    }

    private static Page slice(List<ConnectionStatus> matching, long offset, int size) {
        return new Page(
                matching.size(),
                matching.stream().skip(Math.max(0, offset)).limit(size).toList());
    }

    private List<ConnectionStatus> matching(Filter filter, long millis) {
        if (filter.connectionId().isPresent()) {
            return find(filter.connectionId().get(), millis).stream()
                    .filter(it -> filter.matches(it.connection()))
                    .toList();
        }
        return Stream.concat(named.stream(), groups.stream().flatMap(it -> IntStream.rangeClosed(1, it.count())
                        .mapToObj(it::connection)))
                .filter(filter::matches)
                .map(it -> it.at(millis))
                .filter(Objects::nonNull)
                .toList();
    }
}
