package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.processor.domain.observation.TextHash;

/**
 * The keys of a target's connections in the stores.
 *
 * @param prefix of each; ids contain no slash, so the target is a prefix of its own keys only
 * @param hash of the prefix
 */
record TargetKeys(Target target, String prefix, long hash) {
    static TargetKeys of(Target target) {
        String prefix = key(target, "");
        return new TargetKeys(target, prefix, new TextHash().add(prefix).value());
    }

    static String key(Target target, String connectionId) {
        return target + "/" + connectionId;
    }

    String key(String connectionId) {
        return prefix + connectionId;
    }

    /** A hash of the connection's key. */
    long hash(String connectionId) {
        return 31 * hash + new TextHash().add(connectionId).value();
    }
}
