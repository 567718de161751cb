package io.tunnelwatch.sink.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.sink.web.Doorkeeper.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("S-30")
class DoorkeeperTest {
    private static final String TOKEN = "token-must-never-0123456789abcdef";
    private static final String HERE = "10.0.0.1";
    private static final int QUICK = 4;

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong();

    @ParameterizedTest
    @ValueSource(strings = {"ann", "nobody"})
    void shouldRefuseAPasswordThatBcryptDoesNotTake(String name) throws Exception {
        var doorkeeper = keeper(users("ann", "secret"));

        assertThat(doorkeeper.judge(basic(name, "x".repeat(73)), HERE)).isEqualTo(Verdict.STAY_OUT);
        assertThat(doorkeeper.judge(basic(name, "ü".repeat(37)), HERE)).isEqualTo(Verdict.STAY_OUT);
        assertThat(doorkeeper.judge(basic(name, "x".repeat(72)), HERE)).isEqualTo(Verdict.STAY_OUT);
    }

    @Test
    void shouldTakeThePasswordOfTheLongestLength() throws Exception {
        assertThat(keeper(users("ann", "x".repeat(72))).judge(basic("ann", "x".repeat(72)), HERE))
                .isEqualTo(Verdict.COME_IN);
    }

    @Test
    void shouldHaveAHashForNobodyThatCostsWhatTheCostliestDoes() throws Exception {
        // Given
        Path file =
                written(directory.resolve("users"), "ann:" + hash("secret", 4) + "\nbob:" + hash("secret", 6) + "\n");

        // When
        String nobody = Users.read(file).nobody();

        // Then
        var looked = BCrypt.verifyer()
                .verify("secret".getBytes(StandardCharsets.UTF_8), nobody.getBytes(StandardCharsets.UTF_8));
        assertThat(looked.validFormat).isTrue();
        assertThat(looked.verified).isFalse();
        assertThat(looked.details.cost).isEqualTo(6);
    }

    @Test
    void shouldMakeAnAddressWaitThatGuesses() throws Exception {
        // Given
        var doorkeeper = keeper(users("ann", "secret"));
        for (int i = 0; i < 5; i++) {
            assertThat(doorkeeper.judge(basic("ann", "guess" + i), HERE)).isEqualTo(Verdict.STAY_OUT);
        }

        // When
        var next = doorkeeper.judge(basic("ann", "secret"), HERE);

        // Then
        assertThat(next).isEqualTo(Verdict.later(Duration.ofSeconds(1)));
        assertThat(doorkeeper.judge(basic("ann", "secret"), "10.0.0.2")).isEqualTo(Verdict.COME_IN);
        assertThat(doorkeeper.judge("Bearer " + TOKEN, HERE)).isEqualTo(Verdict.COME_IN);
        pass(Duration.ofSeconds(1));
        assertThat(doorkeeper.judge(basic("ann", "guess"), HERE)).isEqualTo(Verdict.STAY_OUT);
        assertThat(doorkeeper.judge(basic("bob", "secret"), HERE)).isEqualTo(Verdict.later(Duration.ofSeconds(2)));
        pass(Duration.ofSeconds(2));
        assertThat(doorkeeper.judge(basic("bob", "secret"), HERE)).isEqualTo(Verdict.STAY_OUT);
    }

    @Test
    void shouldNeverMakeItWaitLongerThanAMinuteAndForgetInTime() {
        var guesses = new Guesses(nanos::get);
        for (int i = 0; i < 100; i++) {
            guesses.wrong(HERE);
            assertThat(guesses.pause(HERE)).isLessThanOrEqualTo(Duration.ofMinutes(1));
        }
        assertThat(guesses.pause(HERE)).isEqualTo(Duration.ofMinutes(1));

        pass(Duration.ofMinutes(11));
        guesses.wrong(HERE);

        assertThat(guesses.pause(HERE)).isZero();
    }

    @Test
    void shouldRememberNoMoreAddressesThanItsMeasure() {
        var guesses = new Guesses(nanos::get);
        for (int time = 0; time < 6; time++) {
            guesses.wrong("first");
        }
        assertThat(guesses.pause("first")).isPositive();

        for (int i = 0; i < 10_000; i++) {
            guesses.wrong("another " + i);
        }

        assertThat(guesses.pause("first")).isZero();
    }

    @Test
    void shouldSendAwayWhoComesWhenManyWait() throws Exception {
        // Given
        var doorkeeper = keeper(written(directory.resolve("users"), "ann:" + hash("secret", 10) + "\n"));
        var crowd = Executors.newFixedThreadPool(40);
        try {
            var guesses = new ArrayList<Callable<Verdict>>();
            for (int i = 0; i < 40; i++) {
                String password = "guess" + i;
                String from = "10.0.1." + i;
                guesses.add(() -> doorkeeper.judge(basic("ann", password), from));
            }

            // When
            var verdicts = new ArrayList<Verdict>();
            for (Future<Verdict> it : crowd.invokeAll(guesses)) {
                verdicts.add(it.get());
            }

            // Then
            assertThat(verdicts).noneMatch(Verdict::admits).anyMatch(it -> it.pause()
                    .isPresent());
            assertThat(doorkeeper.judge("Bearer " + TOKEN, HERE)).isEqualTo(Verdict.COME_IN);
        } finally {
            crowd.shutdownNow();
        }
    }

    @Test
    void shouldAskAnewWhoWasLetInOnceTheUsersHaveChanged() throws Exception {
        // Given
        Path file = users("ann", "secret");
        var doorkeeper = keeper(file);
        assertThat(doorkeeper.judge(basic("ann", "secret"), HERE)).isEqualTo(Verdict.COME_IN);
        assertThat(doorkeeper.knows(basic("ann", "secret"))).isTrue();

        // When
        replace(file, "bob:" + hash("other", QUICK) + "\n");
        doorkeeper.lookAround();

        // Then
        assertThat(doorkeeper.knows(basic("ann", "secret"))).isFalse();
        assertThat(doorkeeper.judge(basic("ann", "secret"), HERE)).isEqualTo(Verdict.STAY_OUT);
        assertThat(doorkeeper.judge(basic("bob", "other"), HERE)).isEqualTo(Verdict.COME_IN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody here", "ann:plain-must-never"})
    void shouldHoldOnToTheUsersWhileTheFileIsNotWhole(String half) throws Exception {
        // Given
        Path file = users("ann", "secret");
        var doorkeeper = keeper(file);

        // When
        replace(file, half);
        doorkeeper.lookAround();

        // Then
        assertThat(doorkeeper.judge(basic("ann", "secret"), HERE)).isEqualTo(Verdict.COME_IN);
    }

    @Test
    void shouldTakeTheUsersOnceTheirFileIsNobodyElsesToRead() throws Exception {
        // Given
        Path file = users("ann", "secret");
        var doorkeeper = keeper(file);
        Path fresh = Files.writeString(directory.resolve("fresh"), "bob:" + hash("other", QUICK) + "\n");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        doorkeeper.lookAround();
        assertThat(doorkeeper.judge(basic("bob", "other"), HERE)).isEqualTo(Verdict.STAY_OUT);

        // When
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        doorkeeper.lookAround();

        // Then
        assertThat(doorkeeper.judge(basic("bob", "other"), HERE)).isEqualTo(Verdict.COME_IN);
    }

    @Test
    void shouldTakeATokenAnewWhenItsFileHasChanged() throws Exception {
        // Given
        Path file = written(directory.resolve("token"), TOKEN + "\n");
        var access = new WebAccess(
                "127.0.0.1",
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(file),
                Optional.empty(),
                WebAccess.Places.USUAL);
        var doorkeeper = new Doorkeeper(access, nanos::get);
        assertThat(doorkeeper.judge("Bearer " + TOKEN, HERE)).isEqualTo(Verdict.COME_IN);

        // When
        replace(file, "another-" + TOKEN);
        doorkeeper.lookAround();

        // Then
        assertThat(doorkeeper.judge("Bearer " + TOKEN, HERE)).isEqualTo(Verdict.STAY_OUT);
        assertThat(doorkeeper.judge("Bearer another-" + TOKEN, HERE)).isEqualTo(Verdict.COME_IN);
    }

    @Test
    @Tag("S-11")
    void shouldRefuseFilesThatOthersMayRead() throws Exception {
        Path token = written(directory.resolve("token"), TOKEN);
        Path users = users("ann", "secret");
        for (Path it : List.of(token, users)) {
            Files.setPosixFilePermissions(it, PosixFilePermissions.fromString("rw-r--r--"));
        }

        assertThatThrownBy(() -> WebAccess.tokenIn(token)).hasMessageContainingAll("http.token.file", "chmod 600");
        assertThatThrownBy(() -> keeper(users)).hasMessageContainingAll("http.users.file", "chmod 600");
        assertThatThrownBy(() -> new Keystore(users, new Password("")).read())
                .hasMessageContainingAll("http.tls.keystore", "chmod 600");
    }

    @Test
    void shouldRefuseATokenThatCanBeGuessed() throws Exception {
        Path file = written(directory.resolve("token"), "must-never");

        assertThatThrownBy(() -> WebAccess.tokenIn(file))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("http.token.file", "32")
                .hasMessageNotContaining("must-never");
        assertThatThrownBy(() -> access(Optional.of(new Password("must-never")), Optional.empty()))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("http.token", "32")
                .hasMessageNotContaining("must-never");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Basic",
                "Bearer",
                "Bearer ",
                "Basic %%%",
                "Basic YQ==",
                "Digest x",
                "bearer token",
                "Basic \u00fc"
            })
    void shouldRefuseWhatSaysNothing(String authorization) throws Exception {
        assertThat(keeper(users("ann", "secret")).judge(authorization, HERE)).isEqualTo(Verdict.STAY_OUT);
    }

    private Doorkeeper keeper(Path users) {
        return new Doorkeeper(access(Optional.of(new Password(TOKEN)), Optional.of(users)), nanos::get);
    }

    private static WebAccess access(Optional<Password> token, Optional<Path> users) {
        return new WebAccess(
                "127.0.0.1", 0, List.of(), Optional.empty(), token, Optional.empty(), users, WebAccess.Places.USUAL);
    }

    private Path users(String name, String password) throws Exception {
        return written(directory.resolve("users"), name + ":" + hash(password, QUICK) + "\n");
    }

    /** Replaces a file as {@code mv} does, so that it is a different file whatever its time says. */
    private void replace(Path file, String content) throws Exception {
        Path fresh = written(directory.resolve("fresh"), content);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path written(Path file, String content) throws Exception {
        return Files.setPosixFilePermissions(
                Files.writeString(file, content), PosixFilePermissions.fromString("rw-------"));
    }

    private static String hash(String password, int cost) {
        return BCrypt.withDefaults().hashToString(cost, password.toCharArray());
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
