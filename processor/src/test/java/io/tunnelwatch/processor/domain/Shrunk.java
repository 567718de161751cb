package io.tunnelwatch.processor.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds a short history that still fails: leaves parts out, halves first, as long as it goes on failing (delta debugging). */
final class Shrunk {
    private Shrunk() {}

    static <T> List<T> of(List<T> failing, Predicate<List<T>> fails) {
        List<T> shortest = failing;
        int size = Math.max(1, failing.size() / 2);
        while (true) {
            List<T> shorter = withoutOnePart(shortest, size, fails);
            if (shorter.size() < shortest.size()) {
                shortest = shorter;
            } else if (size == 1) {
                return shortest;
            } else {
                size = Math.max(1, size / 2);
            }
        }
    }

    private static <T> List<T> withoutOnePart(List<T> all, int size, Predicate<List<T>> fails) {
        for (int from = 0; from < all.size(); from += size) {
            var rest = new ArrayList<>(all.subList(0, from));
            rest.addAll(all.subList(Math.min(all.size(), from + size), all.size()));
            if (!rest.isEmpty() && fails.test(rest)) {
                return rest;
            }
        }
        return all;
    }
}
