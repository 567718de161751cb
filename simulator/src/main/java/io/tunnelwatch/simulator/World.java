package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.Scenario.Connection;
import io.tunnelwatch.simulator.Scenario.Event;
import io.tunnelwatch.simulator.Scenario.Tunnel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The simulated cloud at any time: a function of the scenario and the time since its beginning, and of nothing else. */
public final class World {
    private static final String UP = "ipsec_sa_established";

    private final Scenario scenario;
    private final Map<String, List<Event>> eventsOf = new HashMap<>();

    public World(Scenario scenario) {
        this.scenario = scenario;
        for (Event event : scenario.timeline()) {
            String subject = event.connection() != null ? event.connection() : event.gateway();
            eventsOf.computeIfAbsent(String.valueOf(subject), it -> new ArrayList<>())
                    .add(event);
        }
    }

    /** What is measured of one ladder, a connection's or a tunnel's. */
    public record Measured(String status, @Nullable String bgp) {}

    /** A connection as it is at one time. */
    public record Live(
            Connection connection,
            Measured own,
            @Nullable String health,
            String lifecycle,
            String psk,
            Map<String, Measured> tunnels) {}

    /** Everything that exists in an account and region, in the order of the scenario. */
    public List<Live> at(Duration time, String account, String region) {
        Duration when = withinStory(time);
        return scenario.connections().stream()
                .filter(it -> it.account().equals(account) && it.region().equals(region))
                .map(it -> live(it, when))
                .flatMap(Optional::stream)
                .toList();
    }

    /** One connection, if it exists then. */
    public Optional<Live> at(Duration time, String connectionId) {
        Duration when = withinStory(time);
        return scenario.connections().stream()
                .filter(it -> it.id().equals(connectionId))
                .findFirst()
                .flatMap(it -> live(it, when));
    }

    Duration withinStory(Duration time) {
        Duration repeat = scenario.repeat();
        return repeat == null ? time : Duration.ofMillis(Math.floorMod(time.toMillis(), repeat.toMillis()));
    }

    private Optional<Live> live(Connection it, Duration when) {
        var sheet = new Sheet(it);
        eventsOf.getOrDefault(it.id(), List.of()).forEach(event -> sheet.apply(event, when));
        if (it.gateway() != null) {
            eventsOf.getOrDefault(it.gateway(), List.of()).forEach(event -> sheet.apply(event, when));
        }
        return sheet.exists ? Optional.of(sheet.live()) : Optional.empty();
    }

    /** Whether an event holds at a time: from {@code at} to {@code until}, a flapping one in every second beat. */
    private static boolean holds(Event event, Duration when) {
        if (when.compareTo(event.at()) < 0 || (event.until() != null && when.compareTo(event.until()) >= 0)) {
            return false;
        }
        Duration beat = event.flap();
        return beat == null || when.minus(event.at()).toMillis() / beat.toMillis() % 2 == 0;
    }

    /** A connection while the events of its story are laid over it, later ones over earlier ones. */
    private static final class Sheet {
        private final Connection connection;
        private final Map<String, Measured> tunnels = new HashMap<>();
        private Measured own;
        private @Nullable String health;
        private String lifecycle = "active";
        private String psk;
        private boolean exists = true;

        Sheet(Connection it) {
            connection = it;
            own = new Measured(it.status() == null ? UP : it.status(), it.bgp());
            health = it.health();
            psk = it.psk();
            for (Tunnel tunnel : it.allTunnels()) {
                tunnels.put(tunnel.id(), new Measured(tunnel.status() == null ? UP : tunnel.status(), tunnel.bgp()));
            }
        }

        void apply(Event event, Duration when) {
            if (!holds(event, when)) {
                return;
            }
            own = changed(own, event);
            tunnels.replaceAll((id, measured) ->
                    event.tunnel() == null || event.tunnel().equals(id) ? changed(measured, event) : measured);
            health = health == null || event.health() == null ? health : event.health();
            lifecycle = event.lifecycle() == null ? lifecycle : event.lifecycle();
            psk = event.psk() == null ? psk : event.psk();
            exists = event.exists() == null ? exists : event.exists();
        }

        /** BGP cannot appear by an event where none is configured. */
        private static Measured changed(Measured before, Event event) {
            return new Measured(
                    event.status() == null ? before.status() : event.status(),
                    before.bgp() == null || event.bgp() == null ? before.bgp() : event.bgp());
        }

        Live live() {
            return new Live(connection, own, health, lifecycle, psk, Map.copyOf(tunnels));
        }
    }
}
