package io.tunnelwatch.schemas.topics;

/** The fingerprints of notices that are about something else than one alert. */
public final class NoticeFingerprints {
    private NoticeFingerprints() {}

    /** @param key of the connection: {@code account/region/id} */
    public static String ofConnection(String key) {
        return "connection/" + key;
    }

    public static String ofDestination(String name) {
        return "destination/" + name;
    }

    public static String ofMaintenance(String commandId) {
        return "maintenance/" + commandId;
    }
}
