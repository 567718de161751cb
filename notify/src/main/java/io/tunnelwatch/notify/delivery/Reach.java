package io.tunnelwatch.notify.delivery;

import java.util.Collection;

/** How well this process reaches a destination, as far as its attempts show. */
enum Reach {
    /** Another process delivers to it, or none does yet. */
    ELSEWHERE,
    /** Nothing is known against it: it has taken the newest notice, or has not kept one waiting for long. */
    WORKING,
    /** It has kept a notice waiting for minutes, which is not given up yet. */
    STUCK,
    /** A notice was set aside, the others were told so, and it has taken none since. */
    FAILING;

    /**
     * Says why this process can tell nobody; empty if it can. While notices are still tried, and none was set aside, they may yet
     * arrive. A process that delivers to no destination cannot know whether the one that does is heard.
     */
    static String whyNobodyIsTold(Collection<Reach> destinations) {
        if (destinations.isEmpty() || destinations.contains(WORKING)) {
            return "";
        }
        if (destinations.contains(FAILING)) {
            return "no destination takes notices";
        }
        return destinations.contains(STUCK) ? "" : "this process delivers to no destination";
    }
}
