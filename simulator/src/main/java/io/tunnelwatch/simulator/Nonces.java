package io.tunnelwatch.simulator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The nonces that were used lately. The oldest are forgotten, so that a long demo does not fill the memory. */
final class Nonces {
    /** Ten callers with the documented 600 calls a minute, for 15 minutes. */
    private static final int KEPT = 100_000;

    private final Set<String> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > KEPT;
        }
    });

    synchronized boolean isNew(String nonce) {
        return seen.add(nonce);
    }
}
