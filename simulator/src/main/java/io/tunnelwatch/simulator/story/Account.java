package io.tunnelwatch.simulator.story;

import java.util.List;

/** Who may call, and for which regions. */
public record Account(String name, String accessKeyId, String accessKeySecret, List<String> regions) {
    public Account {
        regions = List.copyOf(regions);
    }

    @Override
    public String toString() {
        return "Account[" + name + "]";
    }
}
