package io.tunnelwatch.notify.routing;

import io.tunnelwatch.runtime.calendar.RecurringWindow;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One rule of the routing.
 *
 * @param matchers all must match; a route without any takes every alert
 * @param destinations nobody is told if it is empty
 * @param window when the route is open; always if empty
 * @param repeat how often those destinations are reminded of an alert that still fires; never if empty
 * @param isLast whether the routes behind it are skipped for an alert that it takes
 */
record Route(
        String name,
        List<LabelMatcher> matchers,
        List<String> destinations,
        Optional<RecurringWindow> window,
        Optional<Duration> repeat,
        boolean isLast) {
    Route {
        matchers = List.copyOf(matchers);
        destinations = List.copyOf(destinations);
    }

    boolean takes(Map<String, String> labels, Instant time) {
        return mismatch(labels, time).isEmpty();
    }

    /** Why an alert with these labels does not take this route; empty if it does. */
    Optional<String> mismatch(Map<String, String> labels, Instant time) {
        var failed = matchers.stream().filter(it -> !it.matches(labels)).findFirst();
        if (failed.isPresent()) {
            return failed.map(it -> it + " does not match");
        }
        return window.filter(it -> it.at(time).isEmpty()).map(it -> "closed: its window is " + it);
    }
}
