package io.tunnelwatch.notify.gate;

import io.tunnelwatch.notify.routing.RoutesFile;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A few ways to route, each as a file for the gate and as plain code for the second opinion. */
enum RandomRoutes {
    EVERYWHERE("") {
        @Override
        Map<String, @Nullable Duration> recipients(Alert alert, Instant time) {
            return to(null, "mail", "pager");
        }
    },
    BY_SEVERITY(
            """
            routes:
              - match: ['severity="critical"']
                to: [pager]
                continue: true
                repeat: PT1H
              - match: ['severity!="info"']
                to: [mail, pager]
            """) {
        @Override
        Map<String, @Nullable Duration> recipients(Alert alert, Instant time) {
            var all = new TreeMap<String, @Nullable Duration>();
            if (alert.getSeverity() != AlertSeverity.INFO) {
                all.putAll(to(null, "mail", "pager"));
            }
            if (alert.getSeverity() == AlertSeverity.CRITICAL) {
                all.putAll(to(Duration.ofHours(1), "pager"));
            }
            return all;
        }
    },
    BY_NIGHT(
            """
            routes:
              - match: ['gateway="vgw-1"']
                to: [chat]
              - to: [pager]
                window: {from: "22:00", to: "06:00", zone: Asia/Shanghai}
                repeat: PT30M
              - match: ['rule=~"Connection.*"']
                to: [mail]
            """) {
        @Override
        Map<String, @Nullable Duration> recipients(Alert alert, Instant time) {
            if (alert.getFingerprint().equals("g")) {
                return to(null, "chat");
            }
            LocalTime local = time.atZone(ZoneId.of("Asia/Shanghai")).toLocalTime();
            boolean isNight = local.getHour() >= 22 || local.getHour() < 6;
            return isNight ? to(Duration.ofMinutes(30), "pager") : to(null, "mail");
        }
    };

    private final String yaml;

    RandomRoutes(String yaml) {
        this.yaml = yaml;
    }

    Routing routing() {
        return yaml.isEmpty() ? Routing.everywhere(new TreeSet<>(List.of("mail", "pager"))) : read(yaml);
    }

    private static Routing read(String yaml) {
        try {
            Path file = Files.createTempFile("routes", ".yaml");
            try {
                return RoutesFile.read(Files.writeString(file, yaml), new TreeSet<>(List.of("chat", "mail", "pager")));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    abstract Map<String, @Nullable Duration> recipients(Alert alert, Instant time);

    private static Map<String, @Nullable Duration> to(@Nullable Duration repeat, String... names) {
        var all = new TreeMap<String, @Nullable Duration>();
        for (String it : names) {
            all.put(it, repeat);
        }
        return all;
    }
}
