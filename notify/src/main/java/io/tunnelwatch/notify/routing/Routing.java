package io.tunnelwatch.notify.routing;

import io.tunnelwatch.runtime.calendar.RecurringWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The routes of all alerts: the first that takes an alert gets it, and those behind it too if that one says so. */
public final class Routing {
    private final List<Route> routes;
    private final SortedSet<String> destinations;

    Routing(List<Route> routes, SortedSet<String> destinations) {
        this.routes = List.copyOf(routes);
        this.destinations = Collections.unmodifiableSortedSet(new TreeSet<>(destinations));
    }

    /** The routing without a file: every destination gets every alert, once. */
    public static Routing everywhere(SortedSet<String> destinations) {
        var all = new Route("default", List.of(), List.copyOf(destinations), Optional.empty(), Optional.empty(), true);
        return new Routing(List.of(all), destinations);
    }

    /** The names of all destinations, routed to or not. */
    public SortedSet<String> destinations() {
        return destinations;
    }

    /**
     * Who is to be told of an alert with these labels.
     *
     * @return the destinations, each with the time after which it is to be reminded, the shortest if several routes lead there
     */
    public SortedMap<String, Optional<Duration>> destinationsFor(Map<String, String> labels, Instant time) {
        var found = new TreeMap<String, Optional<Duration>>();
        for (Route route : routes) {
            if (route.takes(labels, time)) {
                route.destinations().forEach(it -> found.merge(it, route.repeat(), Routing::shorter));
                if (route.isLast()) {
                    break;
                }
            }
        }
        return found;
    }

    private static Optional<Duration> shorter(Optional<Duration> one, Optional<Duration> other) {
        return one.isEmpty() || (other.isPresent() && other.get().compareTo(one.get()) < 0) ? other : one;
    }

    /** The next time at which the window of a route opens or closes; empty if no route has one. */
    public Optional<Instant> change(Instant time) {
        return routes.stream()
                .flatMap(it -> it.window().stream())
                .flatMap((RecurringWindow it) -> it.change(time).stream())
                .min(Instant::compareTo);
    }

    /**
     * The way of one alert through one route.
     *
     * @param why the matcher or window that keeps the alert out, or the way in
     */
    public record Explained(String route, boolean isTaken, String why, List<String> destinations) {}

    /** The way of an alert with these labels, route by route, up to the last that it takes. */
    public List<Explained> explain(Map<String, String> labels, Instant time) {
        var way = new ArrayList<Explained>();
        for (Route route : routes) {
            var mismatch = route.mismatch(labels, time);
            way.add(new Explained(
                    route.name(), mismatch.isEmpty(), mismatch.orElseGet(() -> taken(route)), route.destinations()));
            if (mismatch.isEmpty() && route.isLast()) {
                break;
            }
        }
        return way;
    }

    private static String taken(Route route) {
        return route.matchers().isEmpty() ? "takes every alert" : "all match: " + route.matchers();
    }
}
