package io.tunnelwatch.notify.receiver;

import io.tunnelwatch.v1.Alert;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operator's choices for the text of notices.
 *
 * @param page address of the web page as people reach it; without it, notices have no link to the page
 * @param runbook address of the runbook; without it, notices name the section only
 * @param zone time zone of the times in the text
 */
public record NoticeStyle(Optional<URI> page, Optional<URI> runbook, ZoneId zone) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /** The page's address of a connection; the board for an alert that is about no single connection. */
    Optional<URI> pageOf(@Nullable Alert alert) {
        String connection = alert == null ? null : alert.getConnectionId();
        return page.map(it -> connection == null ? it : withFragment(it, "/c/" + encoded(connection)));
    }

    /** The address of the runbook's section, such as {@code phase1_not_established}. */
    Optional<URI> runbookOf(String section) {
        return runbook.map(it -> withFragment(it, encoded(section)));
    }

    String time(Instant time) {
        return TIME.format(time.atZone(zone)) + " " + zone.getId();
    }

    private static URI withFragment(URI address, String fragment) {
        String text = address.toString();
        int hash = text.indexOf('#');
        return URI.create((hash < 0 ? text : text.substring(0, hash)) + "#" + fragment);
    }

    /** Leaves only letters, digits and {@code -._} as they are, so that no language of links has a meaning for the rest. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }
}
