package io.tunnelwatch.processor.domain;

import java.util.List;

/**
 * What a seed stands for: a history, and the rules by which it is judged. Even seeds have the usual rules, thirty seconds between
 * two looks, and nothing set but what matters: so they had from the beginning, and what they once found they would find again. Odd
 * ones vary all of that. Of every third the target is retired now and then; none of those that found something is among them.
 */
public record RandomCase(long seed, Rules rules, List<Observation> history) {
    public static RandomCase of(long seed) {
        List<Observation> history = seed % 3 == 0 ? RandomHistory.withRetirements(seed) : RandomHistory.of(seed);
        return seed % 2 == 0
                ? new RandomCase(seed, Rules.defaults(), history)
                : new RandomCase(seed, RandomRules.of(seed), new Dress(seed).on(history));
    }

    /** Another history by the same rules. */
    RandomCase with(List<Observation> other) {
        return new RandomCase(seed, rules, other);
    }
}
