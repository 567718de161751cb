package io.tunnelwatch.notify.receiver;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of receivers, under the names of the setting {@code notify.<name>.type}. */
public enum ReceiverType {
    ALERTMANAGER,
    WEBHOOK,
    DINGTALK,
    PAGERDUTY,
    FEISHU,
    EMAIL,
    WECOM,
    SLACK,
    TEAMS;

    public static Optional<ReceiverType> of(String name) {
        return Arrays.stream(values()).filter(it -> it.text().equals(name)).findFirst();
    }

    /** All names, for a person. */
    public static String names() {
        return Arrays.stream(values()).map(ReceiverType::text).collect(Collectors.joining(", "));
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
