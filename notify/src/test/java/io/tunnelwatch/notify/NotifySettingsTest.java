package io.tunnelwatch.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.notify.delivery.DeliveryEndpoint;
import io.tunnelwatch.notify.http.GuardedHttpClient;
import io.tunnelwatch.notify.receiver.Destination;
import io.tunnelwatch.notify.receiver.ReceiverType;
import io.tunnelwatch.notify.receiver.WebhookBody;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotifySettingsTest {
    private static final String SECRET = "whsec_bXVzdC1uZXZlci1iZS1zaG93bi0wMTIzNDU2Nzg5";

    @TempDir
    Path directory;

    @Test
    void shouldTakeNoOtherSettingForADestination() {
        var others = new HashMap<String, String>();
        List.of(NotifySettings.DEFINITION, GateSettings.definition())
                .forEach(it -> it.names().forEach(name -> others.put(name, "any")));

        assertThat(others).containsKey("notify.application.id");
        assertThat(DestinationSettings.names(Settings.of(others))).isEmpty();
    }

    @Test
    void shouldReadDestinationsFromTheEnvironment() {
        var settings = Settings.read(
                Optional.empty(),
                Map.of(
                        "TUNNELWATCH_NOTIFY_AM_TYPE", "alertmanager",
                        "TUNNELWATCH_NOTIFY_AM_URL", "http://am-1:9093, http://am-2:9093",
                        "TUNNELWATCH_NOTIFY_HOOK_TYPE", "webhook",
                        "TUNNELWATCH_NOTIFY_HOOK_URL", "https://hook.example.com/in?token=must-never",
                        "TUNNELWATCH_NOTIFY_HOOK_FORMAT", "cloudevents",
                        "TUNNELWATCH_NOTIFY_HOOK_SECRET", SECRET,
                        "TUNNELWATCH_NOTIFY_HEARTBEAT_URL", "https://switch.example.com/must-never"),
                Map.of());

        var notify = NotifySettings.of(settings);

        assertThat(notify.destinations()).extracting(Destination::name).containsExactly("am", "hook");
        assertThat(notify.destinations().get(0).urls())
                .containsExactly(URI.create("http://am-1:9093"), URI.create("http://am-2:9093"));
        Destination hook = notify.destinations().get(1);
        assertThat(hook.type()).isEqualTo(ReceiverType.WEBHOOK);
        assertThat(hook.body()).isEqualTo(WebhookBody.CLOUDEVENTS);
        assertThat(hook.secret()).map(Password::value).hasValue(SECRET);
        assertThat(notify.heartbeat()).hasValue(URI.create("https://switch.example.com/must-never"));
        assertThat(notify.toString()).doesNotContain("must-never", SECRET).contains("hook.example.com");
    }

    @Test
    void shouldGiveEachMemberOfAClusterACursor() {
        var settings = notify(Map.of("notify.am.type", "alertmanager", "notify.am.url", "http://a:1,http://b:1"));
        try (var client = new GuardedHttpClient()) {
            assertThat(new Receivers(client, settings.style())
                            .of(settings.destinations().get(0)))
                    .extracting(DeliveryEndpoint::name)
                    .containsExactly("am.1", "am.2");
        }
    }

    @Test
    void shouldHaveNoDestinationWithoutSettings() {
        assertThat(notify(Map.of("notify.routes.file", "routes.yaml")).destinations())
                .isEmpty();
    }

    @Test
    void shouldNameTheCureOfWhatIsMissing() {
        refused(
                Map.of("notify.ops.url", "http://a"),
                "notify.ops.type is missing: set it to one of alertmanager, webhook");
        refused(Map.of("notify.ops.type", "pager"), "notify.ops.type is 'pager': set it to one of");
        refused(Map.of("notify.ops.type", "webhook"), "notify.ops.url is missing");
        refused(
                Map.of("notify.ops.type", "webhook", "notify.ops.url", "http://a", "notify.ops.format", "xml"),
                "notify.ops.format is 'xml': set it to one of standard, alertmanager, cloudevents");
        refused(
                Map.of("notify.ops.type", "slack", "notify.ops.url", "http://a,http://b"),
                "notify.ops.url has 2 addresses");
        refused(Map.of("notify.9.type", "slack"), "names a destination '9'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/must-never",
                "http://[fd00:ec2::254]/must-never",
                "http://100.100.100.200/must-never",
                "http://0.0.0.0:9093/must-never",
                "ftp://example.com/must-never",
                "must-never",
                "http:///must-never",
                "http://a/must never"
            })
    void shouldRefuseAnAddressThatNoReceiverHasWithoutShowingIt(String url) {
        assertThatThrownBy(() -> notify(Map.of("notify.ops.type", "webhook", "notify.ops.url", url)))
                .isInstanceOf(OperatorException.class)
                .hasMessageStartingWith("Setting notify.ops.url ")
                .message()
                .doesNotContain("must-never", "must never");
    }

    @Test
    void shouldReadTheSecretFromAPrivateFileOnly() throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var values = Map.of(
                "notify.ops.type", "webhook", "notify.ops.url", "http://a", "notify.ops.secret.file", file.toString());
        assertThat(notify(values).destinations().get(0).secret())
                .map(Password::value)
                .hasValue(SECRET);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        refused(values, "notify.ops.secret.file: " + file + " holds secrets and is open to others");
        Files.delete(file);
        refused(values, "notify.ops.secret.file: " + file + " cannot be read");
    }

    @Test
    void shouldRefuseASecretOfAnotherFormWithoutShowingIt() {
        var settings = notify(
                Map.of("notify.ops.type", "webhook", "notify.ops.url", "http://a", "notify.ops.secret", "must-never"));
        try (var client = new GuardedHttpClient()) {
            assertThatThrownBy(() -> new Receivers(client, settings.style())
                            .of(settings.destinations().get(0)))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("Settings notify.ops.*: the secret must be 'whsec_'")
                    .hasMessageNotContaining("must-never");
        }
    }

    @ParameterizedTest
    @EnumSource(ReceiverType.class)
    void shouldReachEveryTypeOfReceiver(ReceiverType type) {
        var values = new HashMap<>(
                Map.of("notify.ops.type", type.text(), "notify.ops.url", "https://receiver.example.com/must-never"));
        switch (type) {
            case PAGERDUTY -> values.put("notify.ops.secret", "must-never-0123456789");
            case EMAIL ->
                values.putAll(Map.of(
                        "notify.ops.url", "smtp://ops@mail.example.com",
                        "notify.ops.secret", "must-never",
                        "notify.ops.from", "tunnelwatch@example.com",
                        "notify.ops.to", "oncall@example.com, network@example.com"));
            case DINGTALK -> values.put("notify.ops.mobiles", "all");
            case ALERTMANAGER, WEBHOOK, FEISHU, WECOM, SLACK, TEAMS -> {}
        }
        var settings = notify(values);
        try (var client = new GuardedHttpClient();
                var receivers = new Receivers(client, settings.style())) {
            var recipients = receivers.of(settings.destinations().get(0));
            assertThat(recipients).extracting(DeliveryEndpoint::name).containsExactly("ops");
            assertThat(recipients.get(0).receiver().forgets()).isEqualTo(type == ReceiverType.ALERTMANAGER);
            assertThat(settings.toString()).doesNotContain("must-never");
        }
    }

    @Test
    void shouldNameWhatAReceiverLacks() {
        incomplete(Map.of("notify.ops.type", "pagerduty"), "notify.ops.secret is missing: pagerduty needs it");
        var mail = new HashMap<>(Map.of("notify.ops.type", "email", "notify.ops.url", "smtps://ops@mail.example.com"));
        incomplete(mail, "notify.ops.from is missing");
        mail.put("notify.ops.from", "tunnelwatch@example.com");
        incomplete(mail, "notify.ops.to is missing");
        mail.put("notify.ops.to", "nobody");
        mail.put("notify.ops.secret", "must-never");
        incomplete(mail, "not a mail address: nobody");
        mail.put("notify.ops.to", "oncall@example.com");
        mail.remove("notify.ops.secret");
        incomplete(mail, "notify.ops.secret is missing");
    }

    private static void incomplete(Map<String, String> values, String expected) {
        var settings = notify(values);
        try (var client = new GuardedHttpClient();
                var receivers = new Receivers(client, settings.style())) {
            assertThatThrownBy(() -> receivers.of(settings.destinations().get(0)))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining(expected)
                    .hasMessageNotContaining("must-never");
        }
    }

    @Test
    void shouldRefuseWhatIsNoTimeZoneOrNoLink() {
        refused(Map.of("notify.zone", "Shanghai"), "notify.zone is 'Shanghai': set it to a time zone such as");
        refused(
                Map.of("notify.page.url", "vpn.example.com"),
                "notify.page.url must begin with http:// or https:// and a host");
        assertThat(notify(Map.of("notify.zone", "Asia/Shanghai", "notify.page.url", "https://tunnel_watch:8080"))
                        .style()
                        .zone())
                .hasToString("Asia/Shanghai");
    }

    @ParameterizedTest
    @CsvSource({
        "pagerduty, , true",
        "pagerduty, false, false",
        "slack, , false",
        "slack, true, true",
        "webhook, true, true",
        "alertmanager, , false",
        "alertmanager, false, false"
    })
    void shouldTellPagerDutyOfChangedConfigurationsAndOthersIfAsked(
            String type, @Nullable String given, boolean hears) {
        var values = new HashMap<>(Map.of("notify.ops.type", type, "notify.ops.url", "https://ops.example.com"));
        if (given != null) {
            values.put("notify.ops.configuration.changes", given);
        }

        assertThat(notify(values).hearingOfChanges()).isEqualTo(hears ? Set.of("ops") : Set.of());
    }

    @Test
    void shouldRefuseToTellAlertmanagerOfChangesWhichItWouldTakeForAlertsWithoutAnEnd() {
        String changes = "notify.ops.configuration.changes";
        refused(
                Map.of("notify.ops.type", "alertmanager", "notify.ops.url", "https://ops.example.com", changes, "true"),
                changes + " is true, but Alertmanager and its format know alerts only");
        refused(
                Map.of(
                        "notify.ops.type",
                        "webhook",
                        "notify.ops.format",
                        "alertmanager",
                        "notify.ops.url",
                        "https://ops.example.com",
                        changes,
                        "true"),
                changes + " is true, but Alertmanager and its format know alerts only");
    }

    @Test
    void shouldKnowTheSettingsOfEachDestinationAndNoOthers() {
        var settings = Settings.of(Map.of("notify.ops.type", "webhook", "notify.ops.tpye", "webhook"));
        var definition = NotifySettings.definition(settings);
        assertThat(definition.names())
                .contains("notify.ops.url", "notify.heartbeat.url")
                .doesNotContain("notify.ops.tpye");
        assertThatThrownBy(() -> settings.refuseUnknown(List.of(definition))).hasMessageContaining("notify.ops.tpye");
    }

    private static NotifySettings notify(Map<String, String> values) {
        return NotifySettings.of(Settings.of(values));
    }

    private static void refused(Map<String, String> values, String message) {
        assertThatThrownBy(() -> notify(values))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(message);
    }
}
