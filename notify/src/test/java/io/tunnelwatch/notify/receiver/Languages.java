package io.tunnelwatch.notify.receiver;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One of each of the receivers' languages, with secrets that nobody may see. */
final class Languages {
    static final String SECRET = "must-never-be-seen";

    private Languages() {}

    static Map<String, ReceiverFormat> all() {
        var all = new LinkedHashMap<String, ReceiverFormat>();
        all.put(
                "dingtalk",
                new DingTalkFormat(
                        URI.create("https://dingtalk.example/robot/send?access_token=" + SECRET),
                        Optional.of(SECRET),
                        new DingTalkFormat.Mentions(List.of("13800000000"), false),
                        Notices.STYLE));
        all.put(
                "pagerduty",
                new PagerDutyFormat(URI.create("https://pagerduty.example/v2/enqueue"), SECRET, Notices.STYLE));
        all.put(
                "feishu",
                new FeishuFormat(
                        URI.create("https://feishu.example/hook/" + SECRET), Optional.of(SECRET), Notices.STYLE));
        all.put("wecom", new WeComFormat(URI.create("https://wecom.example/send?key=" + SECRET), Notices.STYLE));
        all.put("slack", new SlackFormat(URI.create("https://slack.example/services/" + SECRET), Notices.STYLE));
        all.put("teams", new TeamsFormat(URI.create("https://teams.example/workflows/" + SECRET), Notices.STYLE));
        return all;
    }

    static ReceiverFormat of(String name) {
        return Objects.requireNonNull(all().get(name));
    }

    static ReceiverRequest call(String name, Message message) {
        return of(name).call(message, Notices.NOW);
    }
}
