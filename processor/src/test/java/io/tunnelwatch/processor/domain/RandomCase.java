package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.observation.Observation;
import java.util.List;

/**
 * The case of a seed: a history, and the rules by which it is judged. Even seeds have the default rules, thirty seconds between
 * two scans, and only the configuration that matters: this has never changed, so that they would find again what they once
 * found. Odd seeds vary all of that. In every third case the target is retired now and then; none of the seeds that found
 * something is among them.
 */
public record RandomCase(long seed, Rules rules, List<Observation> history) {
    public static RandomCase of(long seed) {
        List<Observation> history = seed % 3 == 0 ? RandomHistory.withRetirements(seed) : RandomHistory.of(seed);
        return seed % 2 == 0
                ? new RandomCase(seed, Rules.defaults(), history)
                : new RandomCase(seed, RandomRules.of(seed), new HistoryVariant(seed).on(history));
    }

    /** Another history by the same rules. */
    RandomCase with(List<Observation> other) {
        return new RandomCase(seed, rules, other);
    }
}
