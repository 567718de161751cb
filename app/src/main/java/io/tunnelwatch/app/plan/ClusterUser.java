package io.tunnelwatch.app.plan;

import io.tunnelwatch.runtime.rights.Right;
import java.util.List;

/**
 * A user of the cluster, with everything that it may do.
 *
 * @param name name without Kafka's prefix {@code User:}
 */
public record ClusterUser(String name, List<Right> rights) {
    public ClusterUser {
        rights = List.copyOf(rights);
    }

    String principal() {
        return "User:" + name;
    }
}
