package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The newest decision about an alert with its answers, and bounded lists of the newest notices. */
class NoticeHistoryTest {
    private final NoticeHistory history = new NoticeHistory();

    @Test
    void shouldKeepTheNewestThousandOfAllAlertsTheNewestFirst() {
        for (int i = 0; i < 1_000; i++) {
            history.put(notice("n" + i, "f" + i, NotificationOutcome.NOTIFY));
        }
        assertThat(history.recent()).hasSize(1_000);

        history.put(notice("n1000", "f1000", NotificationOutcome.NOTIFY));

        assertThat(history.recent()).hasSize(1_000);
        assertThat(history.recent().get(0).id()).isEqualTo("n1000");
        assertThat(history.recent().get(999).id()).isEqualTo("n1");
    }

    @Test
    void shouldKeepTheNewestTwoHundredOfAnAlertTheOldestFirst() {
        for (int i = 0; i < 200; i++) {
            history.put(notice("n" + i, "f", NotificationOutcome.SILENT));
        }
        assertThat(history.of("f")).hasSize(200);

        history.put(notice("n200", "f", NotificationOutcome.SILENT));

        assertThat(history.of("f"))
                .hasSize(200)
                .extracting(NoticeRecord::id)
                .startsWith("n1")
                .endsWith("n200");
        assertThat(history.of("another")).isEmpty();
    }

    @Test
    void shouldAddTheAnswersOfTheNewestDecisionAndOfNoOther() {
        history.put(notice("n1", "f", NotificationOutcome.NOTIFY));
        history.put(notice("n2", "f", NotificationOutcome.NOTIFY));
        history.put(notice("n1", "f", NotificationOutcome.DELIVERED));
        for (int i = 0; i < 65; i++) {
            history.put(notice("n2", "f", NotificationOutcome.FAILED));
        }

        var decision = history.decision("f").orElseThrow();

        assertThat(decision.notice().id()).isEqualTo("n2");
        assertThat(decision.answers())
                .hasSize(64)
                .extracting(NoticeRecord::outcome)
                .containsOnly(NotificationOutcome.FAILED);
    }

    @Test
    void shouldForgetAnAlert() {
        history.put(notice("n1", "f", NotificationOutcome.NOTIFY));

        history.remove("f");

        assertThat(history.decision("f")).isEmpty();
        assertThat(history.of("f")).isEmpty();
    }

    private static NoticeRecord notice(String id, String fingerprint, NotificationOutcome outcome) {
        return new NoticeRecord(
                id,
                fingerprint,
                NotificationKind.ALERT,
                outcome,
                "FIRED",
                "",
                null,
                List.of(),
                0,
                Instant.parse("2026-03-01T10:00:00Z"),
                null);
    }
}
