package io.tunnelwatch.notify.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The requests of each language for each case, compared with files that people can read. Run with {@code -Dgolden=write} after
 * a wording was changed on purpose, and look at the difference before it is committed.
 */
class ReceiverBodiesTest {
    private static final Path FILES = Path.of("src/test/resources/io/tunnelwatch/notify/receiver");

    static Stream<String> jsonCases() {
        return Languages.all().keySet().stream()
                .flatMap(it -> Notices.cases().keySet().stream().map(aCase -> it + "/" + aCase))
                .filter(it -> !it.equals("pagerduty/digest"));
    }

    @ParameterizedTest
    @MethodSource("jsonCases")
    void shouldWriteTheRequest(String name) throws IOException {
        String[] parts = name.split("/");

        ReceiverRequest call = Languages.call(parts[0], Notices.named(parts[1]));

        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.headers()).containsEntry("Content-Type", "application/json; charset=utf-8");
        var json = new ObjectMapper();
        compare(
                name + ".json",
                json.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(json.readTree(call.body().replace(Languages.SECRET, "secret"))));
    }

    static Stream<String> mailCases() {
        return Notices.cases().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("mailCases")
    void shouldWriteTheMail(String name) throws IOException {
        Email email = new EmailFormat("tunnelwatch.example", Notices.STYLE).email(Notices.named(name));

        compare(
                "email/" + name + ".txt",
                String.join(
                        "\n",
                        "Message-ID: " + email.id(),
                        "References: " + email.thread().orElse(""),
                        "Subject: " + email.subject(),
                        "Urgent: " + email.urgent(),
                        "",
                        email.plain().replace("\r\n", "\n"),
                        email.html().replace("\r\n", "\n")));
    }

    @Test
    void shouldGiveTheSameBodyForTheSameMessage() {
        Message message = Notices.digest(10);

        for (String name : Languages.all().keySet()) {
            if (!name.equals("pagerduty")) {
                assertThat(Languages.call(name, message).body())
                        .isEqualTo(Languages.call(name, message).body());
            }
        }
    }

    @Test
    void shouldRefuseADigestForPagerDutyWhichJoinsEventsItself() {
        assertThat(Languages.of("pagerduty").rateLimit().noticesPerRequest()).isEqualTo(1);
        assertThatThrownBy(() -> Languages.call("pagerduty", Notices.digest(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void compare(String file, String written) throws IOException {
        Path golden = FILES.resolve(file);
        if (System.getProperty("golden", "").equals("write")) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, written + "\n", StandardCharsets.UTF_8);
        }
        assertThat(written + "\n").isEqualTo(Files.readString(golden, StandardCharsets.UTF_8));
    }
}
