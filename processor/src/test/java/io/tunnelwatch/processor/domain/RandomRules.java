package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.LocalRule;
import io.tunnelwatch.processor.domain.alert.LocalRule.Match;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Rules.Hold;
import io.tunnelwatch.processor.domain.alert.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Rules that some operator may have set, unwise ones included. */
final class RandomRules {
    private static final long[] HOLDS = {0, 30, 60, 90, 90, 300};
    private static final long[] KEEPS = {0, 60, 300, 300, 900};
    private static final String[] NAMES = {"*", "branch-*", "*-dr", "*1*", "name-of-vco-1", "*(a+)+$*", "\u7ad9*", ""};
    private static final String[] VALUES = {"*", "prod", "p*d", "*\u202e*", "lab*", ""};

    private final SplittableRandom random;

    private RandomRules(long seed) {
        random = new SplittableRandom(~seed);
    }

    static Rules of(long seed) {
        return new RandomRules(seed).rules();
    }

    private Rules rules() {
        var holds = new EnumMap<AlertRule, Hold>(Rules.defaults().holds());
        if (random.nextBoolean()) {
            holds.replaceAll((rule, usual) -> new Hold(one(HOLDS), one(KEEPS)));
        }
        var local = new ArrayList<LocalRule>();
        for (int i = random.nextInt(4); i > 0; i--) {
            local.add(rule());
        }
        return new Rules(holds, one(0, 900, 900, 3600), local);
    }

    private LocalRule rule() {
        Match match = random.nextBoolean()
                ? new Match(null, NAMES[random.nextInt(NAMES.length)])
                : new Match(random.nextBoolean() ? "env" : "note", VALUES[random.nextInt(VALUES.length)]);
        return new LocalRule(
                match,
                random.nextBoolean() ? Set.of() : some(),
                chance(3) ? one(HOLDS) : null,
                chance(3) ? one(KEEPS) : null,
                severity(),
                chance(4),
                chance(4));
    }

    private Set<AlertRule> some() {
        var some = EnumSet.noneOf(AlertRule.class);
        for (AlertRule it : AlertRule.values()) {
            if (random.nextBoolean()) {
                some.add(it);
            }
        }
        return some;
    }

    private @Nullable Severity severity() {
        return chance(3) ? List.of(Severity.values()).get(random.nextInt(Severity.values().length)) : null;
    }

    private Duration one(long... seconds) {
        return Duration.ofSeconds(seconds[random.nextInt(seconds.length)]);
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }
}
