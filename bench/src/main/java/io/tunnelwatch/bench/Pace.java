package io.tunnelwatch.bench;

import java.time.Duration;

/**
 * The times that two monitors share.
 *
 * @param poll time between two looks at the cloud
 * @param hold how long a connection is down before somebody is told
 * @param keepFiring how long it is up before somebody is told that
 */
record Pace(Duration poll, Duration hold, Duration keepFiring) {
    /** This pace with every time divided. */
    Pace dividedBy(int divisor) {
        return new Pace(poll.dividedBy(divisor), hold.dividedBy(divisor), keepFiring.dividedBy(divisor));
    }
}
