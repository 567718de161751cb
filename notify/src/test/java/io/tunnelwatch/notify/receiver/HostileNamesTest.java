package io.tunnelwatch.notify.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Anyone who may name a connection or tag it chooses text that is shown to others: it stays text in every language. */
@org.junit.jupiter.api.Tag("S-52")
class HostileNamesTest {
    private static final String OUR_LINKS = "\\[(Open Tunnelwatch|Runbook)]\\(https://[^\\s()<>]+\\)( \\| )?";

    private final Alert alert = hostile();

    private static Alert hostile() {
        Alert alert = Notices.alert(Notices.HOSTILE);
        alert.setAccount(Notices.HOSTILE);
        alert.setAdvice(Notices.HOSTILE);
        alert.setMembers(List.of(Notices.HOSTILE));
        alert.setConnectionId(Notices.HOSTILE);
        alert.setRunbook("docs/runbook.md#" + Notices.HOSTILE);
        alert.getContext().setTags(List.of(new Tag(Notices.HOSTILE, Notices.HOSTILE)));
        return alert;
    }

    private List<Message> messages() {
        var notice = Notices.of(NotificationKind.REMINDER, Notices.HOSTILE, alert);
        return List.of(Message.of(notice), new Message(List.of(notice, notice)));
    }

    @Test
    void shouldShowNoControlCharacterAndNoMarkOfDirection() {
        Languages.all().forEach((name, it) -> {
            for (String text : texts(
                    JsonBodies.read(it.call(messages().get(0), Notices.NOW).body()))) {
                assertThat(text).as(name).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028&&[^\\n]]");
            }
        });
    }

    @Test
    void shouldBeginNoMarkdown() {
        for (Message message : messages()) {
            for (String text : List.of(
                    JsonBodies.read(Languages.call("dingtalk", message).body())
                            .at("/markdown/text")
                            .textValue(),
                    JsonBodies.read(Languages.call("wecom", message).body())
                            .at("/markdown/content")
                            .textValue())) {
                for (String line : text.split("\n\n")) {
                    String value = line.replaceFirst("^### ", "")
                            .replaceFirst("^\\*\\*([^*]+):\\*\\*", "$1")
                            .replaceAll(OUR_LINKS, "");
                    assertThat(value).doesNotContainPattern("[\\[\\]<>*`~|\\\\#]");
                    assertThat(value).doesNotContainPattern("(^|\\W)_|_(\\W|$)").doesNotContain("://", "&lt;", "&#");
                }
            }
        }
    }

    @Test
    void shouldBeginNothingInSlack() {
        for (Message message : messages()) {
            JsonNode blocks =
                    JsonBodies.read(Languages.call("slack", message).body()).path("blocks");
            for (JsonNode block : blocks) {
                JsonNode text = block.path("text");
                if (text.path("type").textValue().equals("mrkdwn")) {
                    assertThat(text.path("verbatim").booleanValue()).isTrue();
                    String value = text.path("text")
                            .textValue()
                            .replaceFirst("^\\*([^*]+):\\*", "$1")
                            .replaceAll("<https://[^\\s|<>]+\\|(Open Tunnelwatch|Runbook)>", "");
                    assertThat(value).doesNotContainPattern("[<>*`~]|&(?!amp;|lt;|gt;)");
                    // Entities are not written twice: what a name says is shown as it is.
                    assertThat(value).doesNotContain("&amp;amp;");
                }
            }
        }
    }

    @Test
    void shouldUseNoTextWithMarkupInFeishuAndTeams() {
        for (Message message : messages()) {
            JsonNode card =
                    JsonBodies.read(Languages.call("feishu", message).body()).path("card");
            assertThat(values("tag", card)).isSubsetOf("plain_text", "div", "action", "button", "note");
            String teams = Languages.call("teams", message).body();
            assertThat(values("type", JsonBodies.read(teams)))
                    .isSubsetOf("message", "AdaptiveCard", "RichTextBlock", "TextRun", "Action.OpenUrl");
            assertThat(teams).doesNotContain("{{");
        }
    }

    @Test
    void shouldWriteOnlyOurTagsInMail() {
        for (Message message : messages()) {
            Email email = new EmailFormat("a.example", Notices.STYLE).email(message);

            var tags = new TreeSet<String>();
            Pattern.compile("<([^>\\s]*)")
                    .matcher(email.html())
                    .results()
                    .forEach(it -> tags.add(it.group(1).replace("/", "")));
            assertThat(tags).isSubsetOf("!DOCTYPE", "html", "head", "meta", "title", "body", "h2", "p", "b", "a");
            assertThat(email.subject()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThanOrEqualTo(200);
            assertThat(email.id() + email.thread().orElse("")).matches("(<[a-z]+\\.[0-9a-f]{32}@a\\.example>)+");
        }
    }

    @Test
    void shouldKeepUnderscoresAndOtherSignsOfNames() {
        assertThat(ChatMarkup.markdown("prod_vpn_1 R&D 50% (a-b) 中文 100$"))
                .isEqualTo("prod_vpn_1 R&D 50% (a-b) 中文 100$");
        assertThat(ChatMarkup.slack("prod_vpn_1 R&D")).isEqualTo("prod_vpn_1 R&amp;D");
        assertThat(ChatMarkup.markdown("_i_ *b*")).isEqualTo("＿i＿ ＊b＊");
    }

    private static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        node.forEach(it -> texts.addAll(texts(it)));
        return texts;
    }

    private static Set<String> values(String field, JsonNode node) {
        var values = new TreeSet<String>();
        node.findValues(field).stream().filter(JsonNode::isTextual).forEach(it -> values.add(it.textValue()));
        return values;
    }
}
