package io.tunnelwatch.notify.receiver;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Tag;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** Notices as the gate hands them out, for the tests of the receivers' languages. */
public final class Notices {
    public static final Instant NOW = Instant.parse("2026-03-01T18:05:00Z");
    public static final NoticeStyle STYLE = new NoticeStyle(
            Optional.of(URI.create("https://tunnelwatch.example/")),
            Optional.of(URI.create("https://wiki.example/runbook(1).md")),
            ZoneId.of("Asia/Shanghai"));

    /** All that the languages of the receivers know as markup, and all that moves a terminal's cursor or a reader's eye. */
    public static final String HOSTILE =
            "*b* _i_ ~s~ `c` [click](http://evil.example) ![x](//evil.example/p.png) <@all> <!channel>"
                    + " <font color=\"info\">f</font> &lt;@all&gt; &#60;a {{DATE(2017-02-14T06:08:39Z,SHORT)}} </b><script>alert(1)</script>"
                    + " \"q\" 'a' \\ | # h \u202Egnp.exe\u2066 \u0007\u001b[31m\r\nBcc: victim@evil.example\r\n\r\nHi \u2028 @all <a|b>";

    private static final Instant SINCE = Instant.parse("2026-03-01T18:01:30Z");

    private Notices() {}

    /** The cases of all tables, by name. */
    public static Map<String, Message> cases() {
        var cases = new LinkedHashMap<String, Message>();
        cases.put("fired", Message.of(fired()));
        cases.put(
                "updated",
                Message.of(notice(NotificationKind.ALERT, step(alert("Office Shanghai"), AlertStatus.UPDATED))));
        cases.put("resolved", Message.of(resolved()));
        cases.put("acknowledged", Message.of(acknowledged()));
        cases.put(
                "reminder",
                Message.of(of(NotificationKind.REMINDER, "It fires for 4 hours.", alert("Office Shanghai"))));
        cases.put("group", Message.of(notice(NotificationKind.ALERT, group(500))));
        cases.put("hostile", Message.of(notice(NotificationKind.ALERT, alert(HOSTILE))));
        cases.put("chinese", Message.of(notice(NotificationKind.ALERT, alert("上海办公室 – 主隧道"))));
        cases.put("maintenance", Message.of(maintenance()));
        cases.put("delivery-failing", Message.of(deliveryFailing()));
        cases.put(
                "configuration-changed",
                Message.of(about(
                        NotificationKind.CONFIGURATION_CHANGED,
                        "vco-1",
                        "Of vco-1: ike.encryption from \"aes256\" to \"aes\".")));
        cases.put("digest", digest(12));
        return cases;
    }

    public static Message named(String name) {
        return Objects.requireNonNull(cases().get(name));
    }

    public static Notification fired() {
        return notice(NotificationKind.ALERT, alert("Office Shanghai"));
    }

    public static Notification resolved() {
        return notice(NotificationKind.ALERT, ended(alert("Office Shanghai"), "GOOD_FOR_LONG_ENOUGH"));
    }

    public static Notification acknowledged() {
        return of(NotificationKind.ACKNOWLEDGED, "By li.wei until 22:00: \"I am on it\".", alert("Office Shanghai"));
    }

    public static Notification maintenance() {
        return about(
                NotificationKind.MAINTENANCE_STARTED,
                "maintenance/m-12",
                "Maintenance of gateway vpn-1 until 18:00 Asia/Shanghai, by ops-night.");
    }

    public static Notification deliveryFailing() {
        return about(
                NotificationKind.DELIVERY_FAILING,
                "destination/ops-chat",
                "Notices do not reach ops-chat since an hour: HTTP 503.");
    }

    /** A digest of so many notices: every third has resolved, every fourth is a warning. */
    public static Message digest(int many) {
        var notices = new ArrayList<Notification>();
        for (int i = 0; i < many; i++) {
            Alert alert = alert("Branch " + i);
            alert.setFingerprint(String.format("%032x", i));
            if (i % 3 == 1) {
                ended(alert, "GOOD_FOR_LONG_ENOUGH");
            } else if (i % 4 == 0) {
                alert.setSeverity(AlertSeverity.WARNING);
                alert.setRule(AlertRule.ConnectionDegraded);
            }
            notices.add(notice(NotificationKind.ALERT, alert));
        }
        return new Message(notices);
    }

    /** A digest of notices whose texts are as long and as expensive as they can be. */
    public static Message longest(int many, String filling) {
        return new Message(Collections.nCopies(many, notice(NotificationKind.ALERT, longest(filling))));
    }

    public static Alert longest(String filling) {
        Alert alert = alert(filling.repeat(200));
        alert.setSummary(filling.repeat(5_000));
        alert.setAdvice(filling.repeat(5_000));
        alert.setAccount(filling.repeat(300));
        alert.setMembers(
                IntStream.range(0, 500).mapToObj(i -> filling.repeat(300) + i).toList());
        alert.getContext()
                .setTags(IntStream.range(0, 20)
                        .mapToObj(i -> new Tag(filling.repeat(300), filling.repeat(300)))
                        .toList());
        alert.getContext()
                .setLocalSubnets(IntStream.range(0, 100)
                        .mapToObj(i -> filling.repeat(300))
                        .toList());
        return alert;
    }

    public static Notification notice(NotificationKind kind, Alert alert) {
        return of(kind, "It fired.", alert);
    }

    public static Notification of(NotificationKind kind, String detail, Alert alert) {
        Notification notice = about(kind, alert.getFingerprint(), detail);
        notice.setAlert(alert);
        return notice;
    }

    public static Notification about(NotificationKind kind, String fingerprint, String detail) {
        return Notification.newBuilder()
                .setNotificationId("id-of-" + fingerprint + "-" + kind)
                .setFingerprint(fingerprint)
                .setKind(kind)
                .setOutcome(NotificationOutcome.NOTIFY)
                .setReason("FIRED")
                .setDetail(detail)
                .setDestinations(List.of("ops"))
                .setAt(Instant.parse("2026-03-01T18:02:30Z"))
                .build();
    }

    /** A connection that is down. */
    public static Alert alert(String name) {
        return Alert.newBuilder()
                .setFingerprint("0f3a9c1e5b7d2846a0c4e8f1b3d59277")
                .setStepId("step-1")
                .setRule(AlertRule.ConnectionDown)
                .setSeverity(AlertSeverity.CRITICAL)
                .setStatus(AlertStatus.FIRING)
                .setActive(true)
                .setAccount("1234567890")
                .setRegion("cn-shanghai")
                .setConnectionId("vco-uf6abc")
                .setEntity("vco-uf6abc")
                .setFacet(FacetKind.IPSEC)
                .setValue(new FacetValue(
                        FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED, "ike_sa_not_established", SINCE))
                .setSince(SINCE)
                .setNotBefore(SINCE.minusSeconds(30))
                .setFiredAt(SINCE.plusSeconds(60))
                .setUpdatedAt(SINCE.plusSeconds(60))
                .setDecision("BAD_FOR_LONG_ENOUGH")
                .setSummary(
                        name
                                + " is down: phase 1 (IKE) is not established since 2026-03-01T18:01:30Z (last seen well 2026-03-01T18:01:00Z).")
                .setAdvice(
                        "Likely IKE or the way to the peer: see whether the peer answers on UDP 500 and 4500, then compare pre-shared key, IKE version, algorithms and identities.")
                .setRunbook("docs/runbook.md#phase1_not_established")
                .setContext(context(name))
                .setOrder(new Order(1L, 2L, 3))
                .build();
    }

    private static ConnectionContext context(String name) {
        return new ConnectionContext(
                name,
                "VPNGW",
                "vpn-uf6gate",
                List.of("cgw-uf6peer"),
                "",
                "active",
                List.of("10.0.0.0/16", "10.1.0.0/16"),
                List.of("192.168.0.0/24"),
                List.of(new Tag("env", "prod"), new Tag("owner", name)));
    }

    public static Alert step(Alert alert, AlertStatus status) {
        alert.setStatus(status);
        return alert;
    }

    public static Alert ended(Alert alert, String decision) {
        alert.setStatus(AlertStatus.RESOLVED);
        alert.setActive(false);
        alert.setDecision(decision);
        alert.setResolvedAt(SINCE.plusSeconds(40 * 60));
        alert.setUpdatedAt(SINCE.plusSeconds(45 * 60));
        alert.setSummary(NoticeText.subject(alert) + " is up again since 2026-03-01T18:41:30Z, after 40 min.");
        alert.setAdvice("");
        return alert;
    }

    /** A gateway that has lost many connections. */
    public static Alert group(int members) {
        Alert alert = alert("");
        alert.setFingerprint("9d2c7be04f6811aa3355779900bbddff");
        alert.setRule(AlertRule.GatewayDown);
        alert.setConnectionId(null);
        alert.setEntity("vpn-uf6gate");
        alert.setContext(null);
        alert.setFacet(null);
        alert.setMembers(IntStream.range(0, members)
                .mapToObj(i -> String.format("vco-%04d", i))
                .toList());
        alert.setSummary("vpn-uf6gate has lost " + members
                + " connections at once (vco-0000, vco-0001 and more), so it is down itself, or what lies behind it.");
        alert.setAdvice("Likely the gateway itself: see its state and bill.");
        alert.setRunbook("docs/runbook.md#shared_gateway");
        return alert;
    }
}
