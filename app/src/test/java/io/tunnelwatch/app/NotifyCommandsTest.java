package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.notify.RecordingReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands with which an operator tries out destinations and routes. */
class NotifyCommandsTest {
    private static final String ROUTES =
            """
            routes:
              - name: production
                match: ['severity="critical"', 'tag.env=prod']
                to: [pager]
                repeat: PT1H
                window: {from: "22:00", to: "06:00", zone: Asia/Shanghai}
              - name: the rest
                to: [chat]
            """;

    @TempDir
    Path directory;

    @Test
    void shouldSayWhereAnAlertGoesAndWhy() throws Exception {
        var settings = twoDestinations();
        settings.put("TUNNELWATCH_NOTIFY_ROUTES_FILE", routes().toString());

        var night = CommandResult.in(
                settings,
                "routes",
                "--rule=ConnectionDown",
                "--severity=critical",
                "--tag=env=prod",
                "--at=2026-03-02T15:00:00Z");
        var day = CommandResult.in(
                settings, "routes", "--severity=critical", "--tag=env=prod", "--at=2026-03-02T04:00:00Z");

        assertThat(night.exitCode()).as(night.err()).isZero();
        assertThat(night.out())
                .contains("production", "yes", "Told: pager (again every 1 h")
                .doesNotContain("chat");
        assertThat(day.out()).contains("production", "no", "the rest", "Told: chat.");
    }

    @Test
    void shouldTellEveryDestinationWithoutRoutesAndNobodyWithoutDestinations() {
        assertThat(CommandResult.in(twoDestinations(), "routes", "--rule=BgpDown")
                        .out())
                .contains("Told: chat, pager.");
        assertThat(CommandResult.in(twoDestinations(), "routes", "test", "--rule=BgpDown")
                        .out())
                .contains("Told: chat, pager.");
        assertThat(CommandResult.in(twoDestinations(), "routes", "BgpDown").err())
                .contains("labels are options");
        assertThat(CommandResult.in(Map.of(), "routes", "--rule=BgpDown").out())
                .contains("Nobody is told: no destination is set.");
    }

    @Test
    void shouldSendATestNoticeAndPrintTheAnswer() throws Exception {
        try (var receiver = new RecordingReceiver()) {
            var settings = Map.of(
                    "TUNNELWATCH_NOTIFY_OPS_TYPE", "webhook",
                    "TUNNELWATCH_NOTIFY_OPS_URL", receiver.url() + "?token=must-never",
                    "TUNNELWATCH_NOTIFY_OPS_FORMAT", "cloudevents");

            var taken = CommandResult.in(settings, "notify", "test", "ops");
            assertThat(CommandResult.in(settings, "notify", "ops", "chat").err())
                    .contains("One destination at a time: 'ops' or 'chat'.");
            receiver.answer(400);
            var refused = CommandResult.in(settings, "notify", "ops");
            receiver.answer(503);
            var later = CommandResult.in(settings, "notify", "ops");

            assertThat(taken.exitCode()).as(taken.err()).isZero();
            assertThat(taken.out()).isEqualToIgnoringNewLines("ops: delivered");
            assertThat(receiver.told()).singleElement().satisfies(it -> assertThat(
                            it.body().at("/data/kind").asText())
                    .isEqualTo("TEST"));
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.out()).contains("ops: refused: HTTP 400").doesNotContain("must-never");
            assertThat(later.out()).contains("would be sent again: HTTP 503");
        }
    }

    @Test
    void shouldNameTheDestinationsThatThereAre() {
        var unknown = CommandResult.in(twoDestinations(), "notify", "mail");

        assertThat(unknown.exitCode()).isEqualTo(78);
        assertThat(unknown.err()).contains("No destination is called 'mail': there are chat, pager.");
    }

    private Path routes() throws Exception {
        return Files.writeString(directory.resolve("routes.yaml"), ROUTES);
    }

    private static Map<String, String> twoDestinations() {
        return new HashMap<>(Map.of(
                "TUNNELWATCH_NOTIFY_CHAT_TYPE", "webhook",
                "TUNNELWATCH_NOTIFY_CHAT_URL", "http://127.0.0.1:9/",
                "TUNNELWATCH_NOTIFY_PAGER_TYPE", "webhook",
                "TUNNELWATCH_NOTIFY_PAGER_URL", "http://127.0.0.1:9/"));
    }
}
