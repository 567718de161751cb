package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Properties that must hold for every history. Some concern one run of it; most compare a run with another that should be like
 * it.
 */
enum Property {
    AGREES_WITH_THE_SECOND_OPINION(true) {
        @Override
        @Nullable
        String brokenBy(PlayedHistory lived) {
            var second = new SecondOpinion(lived.of().rules());
            for (PlayedHistory.PlayedStep told : lived.told()) {
                var lines =
                        told.events().stream().map(SecondOpinion::line).sorted().toList();
                var expected = second.on(told.observation());
                if (!lines.equals(expected)) {
                    return "On " + told.observation() + "\n  told     " + String.join("\n           ", lines)
                            + "\n  expected " + String.join("\n           ", expected);
                }
            }
            return null;
        }
    },

    KEEPS_ITS_GUARANTEES(true) {
        @Override
        @Nullable
        String brokenBy(PlayedHistory lived) {
            return guaranteeBrokenBy(lived);
        }
    },

    REPLAY_IS_IDENTICAL(false) {
        @Override
        @Nullable
        String brokenBy(PlayedHistory lived) {
            return differs(lived.told(), lived.again(lived.history()).told());
        }
    },

    /** Each record may be repeated at any later time. */
    DUPLICATES_CHANGE_NOTHING(false) {
        @Override
        @Nullable
        String brokenBy(PlayedHistory lived) {
            var random = random(lived);
            var doubled = new ArrayList<Observation>();
            for (Observation it : lived.history()) {
                doubled.add(it);
                if (random.nextInt(4) == 0) {
                    doubled.add(doubled.get(random.nextInt(doubled.size())));
                }
            }
            return differs(lived.events(), lived.again(doubled).events());
        }
    },

    /** Late records have no effect, whatever their content. */
    LATE_RECORDS_CHANGE_NOTHING(false) {
        @Override
        @Nullable
        String brokenBy(PlayedHistory lived) {
            var random = random(lived);
            var withLate = new ArrayList<Observation>();
            for (Observation it : lived.history()) {
                withLate.add(it);
                if (random.nextInt(6) == 0) {
                    Observation earlier = withLate.get(random.nextInt(withLate.size()));
                    withLate.add(saying(lie(earlier.body(), random), earlier, it.observedAt()));
                }
            }
            return differs(lived.events(), lived.again(withLate).events());
        }
    },

    /** Snapshots of unchanged connections at every scan change nothing. */
    UNCHANGED_NEED_NOT_BE_SENT(false) {
        @Override
        @Nullable
        String brokenBy(PlayedHistory lived) {
            return differs(
                    linesByScan(lived),
                    linesByScan(lived.again(new UnfilteredHistory(lived.history()).observations())));
        }
    },

    /** The events never depend on later observations. */
    PREFIX_TELLS_A_PREFIX(false) {
        @Override
        @Nullable
        String brokenBy(PlayedHistory lived) {
            int end = random(lived).nextInt(lived.history().size() + 1);
            return differs(
                    lived.told().subList(0, end),
                    lived.again(lived.history().subList(0, end)).told());
        }
    },

    /** Every time is shifted by the same duration, and nothing else differs. */
    LATER_IS_THE_SAME_LATER(false) {
        @Override
        @Nullable
        String brokenBy(PlayedHistory lived) {
            var later = lived.history().stream()
                    .map(it -> saying(it.body(), it, it.observedAt().plus(LATER)))
                    .toList();
            for (Event it : lived.events()) {
                if (shifted(it.toString()).equals(it.toString())) {
                    return "Nothing is later in " + it;
                }
            }
            return differs(
                    lived.events().stream().map(it -> shifted(it.toString())).toList(),
                    lived.again(later).events().stream().map(Object::toString).toList());
        }
    },

    /** The digest that is kept incrementally is the digest of the stored connections. */
    DIGEST_IS_THAT_OF_THE_TABLE(false) {
        @Override
        @Nullable
        String brokenBy(PlayedHistory lived) {
            var detector = new Detector(lived.of().rules());
            var memory = new InMemoryState();
            for (Observation it : lived.history()) {
                var target = memory.decide(detector, it).target();
                var table = memory.connections();
                long digest = table.stream()
                        .mapToLong(connection -> connection.snapshot().contentHash())
                        .sum();
                if (target.isPresent()
                        && (target.get().digest() != digest || target.get().connectionCount() != table.size())) {
                    return "After " + it + " its digest is not that of " + table;
                }
            }
            return null;
        }
    },

    /** A detector that lost its state starts like a new one, and gives the same events the same ids. */
    FORGETTING_IS_A_NEW_BEGINNING(false) {
        @Override
        @Nullable
        String brokenBy(PlayedHistory lived) {
            int wiped = random(lived).nextInt(lived.history().size() + 1);
            var after =
                    lived.again(lived.history().subList(wiped, lived.history().size()));
            var ids = new TreeMap<String, String>();
            transitions(lived).forEach(it -> ids.put(nameless(it), it.id()));
            for (Transition it : transitions(after)) {
                if (!ids.getOrDefault(nameless(it), it.id()).equals(it.id())) {
                    return "Another id for the same: " + it;
                }
            }
            return guaranteeBrokenBy(after);
        }
    },

    /**
     * A detector that lost its state reads the rest of the log, from before or from where it stopped. Every alert that was
     * active before, and that this part of the log contains from its beginning, is published again, and so is active or
     * resolved: no page is left behind.
     */
    NO_PAGE_IS_LEFT_BEHIND(false) {
        @Override
        @Nullable
        String brokenBy(PlayedHistory lived) {
            var random = random(lived);
            int wiped = random.nextInt(lived.history().size() + 1);
            int begins = random.nextBoolean() ? 0 : random.nextInt(wiped + 1);
            var after =
                    lived.again(lived.history().subList(begins, lived.history().size()));
            var before = standing(lived.told().subList(0, wiped));
            var said = new TreeSet<String>();
            steps(after.events()).forEach(it -> said.add(it.fingerprint()));
            for (AlertStep it : before.values()) {
                if (!said.contains(it.fingerprint())
                        && isWithin(it, lived.history().subList(begins, wiped), begins)) {
                    return "Memory is lost before " + wiped + ", the log begins at " + begins
                            + ", and nobody takes back " + it;
                }
            }
            return null;
        }
    };

    /** After this time, the penalty of earlier falls is gone. */
    private static final Duration FORGOTTEN = Duration.ofHours(3);

    /**
     * Whether the log holds everything that led to the alert: the whole log, or the scan at which it began and what preceded
     * that, including a scan at whose end every connection was known from this log. Until then the detector waits, and counts
     * nothing as lasting.
     */
    private static boolean isWithin(AlertStep it, List<Observation> log, int begins) {
        boolean restless =
                switch (it.status()) {
                    case FLAPPING, DOWN_WHILE_FLAPPING -> true;
                    case FIRING, UPDATED, RESOLVED, FLAP_END -> it.connectionId() == null;
                };
        Instant from = restless
                ? it.published().onset().since().minus(FORGOTTEN)
                : it.published().onset().notBefore();
        return begins == 0 || (hasToldOfAll(log, from) && log.stream().anyMatch(look -> began(it, look)));
    }

    /** Whether a scan ended before that time at whose end every connection was known from this log alone. */
    private static boolean hasToldOfAll(List<Observation> log, Instant before) {
        var hashes = new HashMap<String, Long>();
        for (Observation it : log) {
            if (it.body() instanceof Snapshot snapshot) {
                hashes.put(snapshot.connectionId(), snapshot.contentHash());
            } else if (it.body() instanceof Observation.Gone gone) {
                hashes.remove(gone.connectionId());
            } else if (it.body() instanceof Observation.ScanCompleted end
                    && it.observedAt().isBefore(before)
                    && end.connections() == hashes.size()
                    && end.digest()
                            == hashes.values().stream().mapToLong(hash -> hash).sum()) {
                return true;
            }
        }
        return false;
    }

    private static boolean began(AlertStep it, Observation look) {
        return it.connectionId() == null
                || (look.body() instanceof Snapshot snapshot
                        && snapshot.connectionId().equals(it.connectionId())
                        && look.observedAt().equals(it.published().onset().since()));
    }

    private static final Duration LATER = Duration.ofDays(365);

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    private final boolean always;

    /** @param always whether it is checked on every history; the others need another run, and are checked on some */
    Property(boolean always) {
        this.always = always;
    }

    boolean isAskedAlways() {
        return always;
    }

    /** The violation; null if there is none. */
    @Nullable
    abstract String brokenBy(PlayedHistory lived);

    private static @Nullable String guaranteeBrokenBy(PlayedHistory lived) {
        var guarantees = Guarantee.all(lived.of().rules());
        try {
            lived.told().forEach(told -> guarantees.forEach(it -> it.sees(told.observation(), told.events())));
            return null;
        } catch (AssertionError e) {
            return e.getMessage();
        }
    }

    private static @Nullable String differs(List<?> one, List<?> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            if (!one.get(i).equals(other.get(i))) {
                return "Instead of\n  " + one.get(i) + "\nthere is\n  " + other.get(i);
            }
        }
        return one.size() == other.size() ? null : "There were " + one.size() + ", and now " + other.size();
    }

    /** The same choices for the same seed, also while its history is being shrunk. */
    private static SplittableRandom random(PlayedHistory lived) {
        return new SplittableRandom(lived.of().seed());
    }

    private static Observation.Body lie(Observation.Body truth, SplittableRandom random) {
        if (truth instanceof Snapshot it && random.nextBoolean()) {
            return new Observation.Gone(it.connectionId());
        }
        return random.nextBoolean()
                ? new Observation.ScanFailed(Observation.Failure.CREDENTIALS, "Code")
                : SeenConnection.basic("vco-0").status("ike_sa_not_established").snapshot();
    }

    private static Observation saying(Observation.Body body, Observation like, Instant at) {
        return new Observation(like.target(), like.order(), at, like.pollInterval(), body);
    }

    /** Shifts the times in events and in the sentences of alerts. */
    private static String shifted(String text) {
        return TIME.matcher(text)
                .replaceAll(it -> Instant.parse(it.group()).plus(LATER).toString());
    }

    /** The events of each scan, regardless of the order of its records; ids, which depend on that order, are left out. */
    private static List<String> linesByScan(PlayedHistory lived) {
        var lines = lived.told().stream()
                .collect(Collectors.groupingBy(
                        it -> it.observation().order().epoch() * 1_000_000
                                + it.observation().order().scan(),
                        TreeMap::new,
                        Collectors.flatMapping(it -> it.events().stream().map(Property::line), Collectors.toList())));
        return lines.entrySet().stream()
                .flatMap(it -> it.getValue().stream().sorted().map(line -> it.getKey() + " " + line))
                .toList();
    }

    /** Leaves out a target's last time unseen: it is that of its last record, whatever that was. */
    private static String line(Event event) {
        boolean ofFreshness = event instanceof Transition it && it.connectionId() == null;
        String line = SecondOpinion.line(event);
        return ofFreshness ? line.replace(" " + ((Transition) event).notBefore() + " ", " ") : line;
    }

    private static TreeMap<String, AlertStep> standing(List<PlayedHistory.PlayedStep> told) {
        var standing = new TreeMap<String, AlertStep>();
        told.forEach(it -> steps(it.events()).forEach(step -> standing.put(step.fingerprint(), step)));
        standing.values().removeIf(it -> !it.active());
        return standing;
    }

    private static List<AlertStep> steps(List<Event> events) {
        return events.stream()
                .filter(AlertStep.class::isInstance)
                .map(AlertStep.class::cast)
                .toList();
    }

    private static List<Transition> transitions(PlayedHistory lived) {
        return lived.events().stream()
                .filter(Transition.class::isInstance)
                .map(Transition.class::cast)
                .toList();
    }

    /** The parts of an id, and nothing else. */
    private static String nameless(Transition it) {
        String becomes = it.to() == null ? "" : it.to().reason().name();
        return it.kind() + " " + Objects.requireNonNullElse(it.connectionId(), "") + " " + it.facet() + " " + becomes
                + " " + it.cause().order();
    }
}
