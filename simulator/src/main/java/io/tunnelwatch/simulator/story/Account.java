package io.tunnelwatch.simulator.story;

import java.util.List;

/** An account that may call the API, and its regions. */
public record Account(String name, String accessKeyId, String accessKeySecret, List<String> regions) {
    public Account {
        regions = List.copyOf(regions);
    }

    @Override
    public String toString() {
        return "Account[" + name + "]";
    }
}
