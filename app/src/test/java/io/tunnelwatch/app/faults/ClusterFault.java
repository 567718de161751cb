package io.tunnelwatch.app.faults;

import io.tunnelwatch.schemas.topics.Topics;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A fault that is inflicted on the installation, and undone. */
enum ClusterFault {
    PROCESSOR_KILLED {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            int victim = random.nextInt(FaultCluster.PROCESSORS);
            house.processor(victim).kill();
            house.processor(victim).launch();
            return "processor " + (victim + 1);
        }
    },

    /** Nobody returns under its name to end its open transaction: the other processor depends on what the brokers do. */
    PROCESSOR_AWAY {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            int victim = random.nextInt(FaultCluster.PROCESSORS);
            house.processor(victim).kill();
            return "processor " + (victim + 1);
        }

        @Override
        void undo(FaultCluster house) throws Exception {
            house.launchDeadProcessors();
            house.awaitAllAtWork();
        }
    },

    /**
     * Stopped for longer than a member may be silent, and longer than it takes to kill a stream thread for good (KAFKA-20785).
     */
    PROCESSOR_STOPPED {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            int victim = random.nextInt(FaultCluster.PROCESSORS);
            Child processor = house.processor(victim);
            return "processor " + (victim + 1)
                    + forAWhile(() -> processor.signal("STOP"), () -> processor.signal("CONT"), random, longestStop);
        }
    },

    STATE_WIPED {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            int victim = random.nextInt(FaultCluster.PROCESSORS);
            house.processor(victim).kill();
            house.wipeStateOf(victim);
            house.processor(victim).launch();
            return "processor " + (victim + 1);
        }
    },

    BROKER_KILLED {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            int victim = random.nextInt(FaultCluster.BROKERS);
            house.brokers().nodes().get(victim).kill();
            return "broker " + (victim + 1);
        }

        @Override
        void undo(FaultCluster house) throws Exception {
            bringBack(house);
        }
    },

    /** A broker that hands over its partitions before it stops. */
    BROKER_ASKED_TO_STOP {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            int victim = random.nextInt(FaultCluster.BROKERS);
            house.brokers().nodes().get(victim).stop();
            return "broker " + (victim + 1);
        }

        @Override
        void undo(FaultCluster house) throws Exception {
            bringBack(house);
        }
    },

    /** The active controller, after which the others must first elect another one. */
    CONTROLLER_KILLED {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            int victim = house.brokers().controller();
            house.brokers().nodes().get(victim).kill();
            return "broker " + (victim + 1) + ", the controller";
        }

        @Override
        void undo(FaultCluster house) throws Exception {
            bringBack(house);
        }
    },

    /** The leader of a partition of the observations. */
    LEADER_ASKED_TO_STOP {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            int partition = random.nextInt(Topics.OBSERVATIONS.partitions());
            int victim = house.brokers().leader(Topics.OBSERVATIONS, partition);
            house.brokers().nodes().get(victim).stop();
            return "broker " + (victim + 1) + ", leader of " + partition;
        }

        @Override
        void undo(FaultCluster house) throws Exception {
            bringBack(house);
        }
    },

    /** Every connection to every broker is reset, and no new one is to be had. */
    PROCESSOR_CUT_OFF {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            return processorsWire(house, Wire::cut, random, longestStop);
        }
    },

    /** The processor does not notice that nobody receives what it sends. */
    PROCESSOR_UNHEARD {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            return processorsWire(house, Wire::fallSilent, random, longestStop);
        }
    },

    PROCESSOR_FAR_AWAY {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            return processorsWire(house, Wire::slowDown, random, longestStop);
        }
    },

    POLLER_CUT_OFF {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            return "the poller" + onWire(house.wireOfPoller(), Wire::cut, random, longestStop);
        }
    },

    POLLER_UNHEARD {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            return "the poller" + onWire(house.wireOfPoller(), Wire::fallSilent, random, longestStop);
        }
    },

    /** The leader of a partition cannot reach the other brokers, while every program can still reach all three. */
    LEADER_CUT_FROM_BROKERS(true) {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            int partition = random.nextInt(Topics.OBSERVATIONS.partitions());
            int victim = house.brokers().leader(Topics.OBSERVATIONS, partition);
            return "broker " + (victim + 1) + ", leader of " + partition + cutFromBrokers(house, victim, random);
        }

        @Override
        void undo(FaultCluster house) throws Exception {
            house.brokers().nodes().awaitInSync();
        }
    },

    /** The active controller cannot reach the other two, which elect another one. */
    CONTROLLER_CUT_FROM_BROKERS(true) {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            int victim = house.brokers().controller();
            return "broker " + (victim + 1) + ", the controller" + cutFromBrokers(house, victim, random);
        }

        @Override
        void undo(FaultCluster house) throws Exception {
            house.brokers().nodes().awaitInSync();
        }
    },

    /** One packet of five is lost in each direction, and each piece of data is late. */
    PROCESSOR_ON_A_BAD_LINE(true) {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            int victim = random.nextInt(FaultCluster.PROCESSORS);
            return "processor " + (victim + 1) + badLine(house, house.wireOfProcessor(victim), random);
        }
    },

    POLLER_ON_A_BAD_LINE(true) {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            return "the poller" + badLine(house, house.wireOfPoller(), random);
        }
    },

    PROCESSORS_ROLLED {
        @Override
        String strike(FaultCluster house, Random random, Duration longestStop) throws Exception {
            for (int it = 0; it < FaultCluster.PROCESSORS; it++) {
                house.processor(it).stop();
                house.processor(it).launch();
            }
            return "both processors";
        }
    };

    static final Duration SHORTEST_STOP = Duration.ofSeconds(9);

    /** Longer than a broker that hears nothing stays the leader: it is fenced after nine seconds. */
    private static final Duration SHORTEST_CUT = Duration.ofSeconds(15);

    private static final int SPREAD_SECONDS = 10;

    private final boolean needsNetwork;

    ClusterFault() {
        this(false);
    }

    ClusterFault(boolean needsNetwork) {
        this.needsNetwork = needsNetwork;
    }

    /** Returns whether the fault can only be inflicted where each broker is a host by itself. */
    boolean needsNetwork() {
        return needsNetwork;
    }

    /**
     * Inflicts the fault.
     *
     * @return the victim
     */
    abstract String strike(FaultCluster house, Random random, Duration longestStop) throws Exception;

    /** Cleans up, after the installation has recovered as far as it can by itself. */
    void undo(FaultCluster house) throws Exception {}

    private interface Act {
        void run() throws Exception;
    }

    private static String processorsWire(FaultCluster house, Consumer<Wire> fault, Random random, Duration longest)
            throws Exception {
        int victim = random.nextInt(FaultCluster.PROCESSORS);
        return "processor " + (victim + 1) + onWire(house.wireOfProcessor(victim), fault, random, longest);
    }

    private static String onWire(Wire wire, Consumer<Wire> fault, Random random, Duration longest) throws Exception {
        return forAWhile(() -> fault.accept(wire), wire::mend, random, longest);
    }

    private static String cutFromBrokers(FaultCluster house, int victim, Random random) throws Exception {
        return longer(house, random, () -> house.network().cutOff(victim + 1), () -> {});
    }

    private static String badLine(FaultCluster house, Wire wire, Random random) throws Exception {
        return longer(
                house,
                random,
                () -> {
                    wire.slowDown();
                    house.network().lose(wire.ports());
                },
                wire::mend);
    }

    private static String longer(FaultCluster house, Random random, Act begin, Act end) throws Exception {
        int seconds = (int) SHORTEST_CUT.toSeconds() + random.nextInt(SPREAD_SECONDS);
        begin.run();
        long dropped;
        try {
            TimeUnit.SECONDS.sleep(seconds); // the fault itself
        } finally {
            dropped = house.network().mend();
            end.run();
        }
        if (dropped == 0) {
            throw new AssertionError("No packet was dropped: this fault is none");
        }
        return " for " + seconds + " s (" + dropped + " packets lost)";
    }

    private static String forAWhile(Act begin, Act end, Random random, Duration longest) throws Exception {
        long millis = SHORTEST_STOP.toMillis()
                + random.nextInt((int) longest.minus(SHORTEST_STOP).toMillis());
        begin.run();
        try {
            TimeUnit.MILLISECONDS.sleep(millis); // the fault itself
        } finally {
            end.run();
        }
        return " for " + millis / 1000 + " s";
    }

    private static void bringBack(FaultCluster house) throws Exception {
        house.brokers().nodes().launchDead();
        house.brokers().nodes().awaitInSync();
    }
}
