package io.tunnelwatch.sink.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.sink.commands.AccessRole;
import io.tunnelwatch.sink.commands.Caller;
import io.tunnelwatch.sink.web.Authenticator.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
class AuthenticatorTest {
    private static final String TOKEN = "token-must-never-0123456789abcdef";
    private static final String HERE = "10.0.0.1";
    private static final int QUICK = 4;
    private static final String HASH = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong();

    @ParameterizedTest
    @ValueSource(strings = {"ann", "nobody"})
    void shouldRefuseAPasswordThatBcryptDoesNotTake(String name) throws Exception {
        var doorkeeper = keeper(users("ann", "secret"));

        assertThat(doorkeeper.authenticate(basic(name, "x".repeat(73)), HERE)).isEqualTo(Result.STAY_OUT);
        assertThat(doorkeeper.authenticate(basic(name, "ü".repeat(37)), HERE)).isEqualTo(Result.STAY_OUT);
        assertThat(doorkeeper.authenticate(basic(name, "x".repeat(72)), HERE)).isEqualTo(Result.STAY_OUT);
    }

    @Test
    void shouldTakeThePasswordOfTheLongestLength() throws Exception {
        assertThat(keeper(users("ann", "x".repeat(72))).authenticate(basic("ann", "x".repeat(72)), HERE))
                .matches(Result::admits);
    }

    @Test
    void shouldHaveAHashForNobodyThatCostsWhatTheCostliestDoes() throws Exception {
        // Given
        Path file = AccessFiles.written(
                directory.resolve("users"), "ann:" + hash("secret", 4) + "\nbob:" + hash("secret", 6) + "\n");

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
            assertThat(doorkeeper.authenticate(basic("ann", "guess" + i), HERE)).isEqualTo(Result.STAY_OUT);
        }

        // When
        var next = doorkeeper.authenticate(basic("ann", "secret"), HERE);

        // Then
        assertThat(next).isEqualTo(Result.later(Duration.ofSeconds(1)));
        assertThat(doorkeeper.authenticate(basic("ann", "secret"), "10.0.0.2")).matches(Result::admits);
        assertThat(doorkeeper.authenticate("Bearer " + TOKEN, HERE)).matches(Result::admits);
        pass(Duration.ofSeconds(1));
        assertThat(doorkeeper.authenticate(basic("ann", "guess"), HERE)).isEqualTo(Result.STAY_OUT);
        assertThat(doorkeeper.authenticate(basic("bob", "secret"), HERE))
                .isEqualTo(Result.later(Duration.ofSeconds(2)));
        pass(Duration.ofSeconds(2));
        assertThat(doorkeeper.authenticate(basic("bob", "secret"), HERE)).isEqualTo(Result.STAY_OUT);
    }

    @Test
    void shouldNeverMakeItWaitLongerThanAMinuteAndForgetInTime() {
        var guesses = new LoginThrottle(nanos::get);
        for (int i = 0; i < 100; i++) {
            guesses.failed(HERE);
            assertThat(guesses.pause(HERE)).isLessThanOrEqualTo(Duration.ofMinutes(1));
        }
        assertThat(guesses.pause(HERE)).isEqualTo(Duration.ofMinutes(1));

        pass(Duration.ofMinutes(11));
        guesses.failed(HERE);

        assertThat(guesses.pause(HERE)).isZero();
    }

    @Test
    void shouldRememberNoMoreAddressesThanItsMeasure() {
        var guesses = new LoginThrottle(nanos::get);
        for (int time = 0; time < 6; time++) {
            guesses.failed("first");
        }
        assertThat(guesses.pause("first")).isPositive();

        for (int i = 0; i < 10_000; i++) {
            guesses.failed("another " + i);
        }

        assertThat(guesses.pause("first")).isZero();
    }

    @Test
    void shouldSendAwayWhoComesWhenManyWait() throws Exception {
        // Given
        var doorkeeper = keeper(AccessFiles.written(directory.resolve("users"), "ann:" + hash("secret", 10) + "\n"));
        var crowd = Executors.newFixedThreadPool(40);
        try {
            var guesses = new ArrayList<Callable<Result>>();
            for (int i = 0; i < 40; i++) {
                String password = "guess" + i;
                String from = "10.0.1." + i;
                guesses.add(() -> doorkeeper.authenticate(basic("ann", password), from));
            }

            // When
            var verdicts = new ArrayList<Result>();
            for (Future<Result> it : crowd.invokeAll(guesses)) {
                verdicts.add(it.get());
            }

            // Then
            assertThat(verdicts).noneMatch(Result::admits).anyMatch(it -> it.pause()
                    .isPresent());
            assertThat(doorkeeper.authenticate("Bearer " + TOKEN, HERE)).matches(Result::admits);
        } finally {
            crowd.shutdownNow();
        }
    }

    @Test
    void shouldAskAnewWhoWasLetInOnceTheUsersHaveChanged() throws Exception {
        // Given
        Path file = users("ann", "secret");
        var doorkeeper = keeper(file);
        assertThat(doorkeeper.authenticate(basic("ann", "secret"), HERE)).matches(Result::admits);
        assertThat(doorkeeper.verified(basic("ann", "secret"))).isPresent();

        // When
        replace(file, "bob:" + hash("other", QUICK) + "\n");
        doorkeeper.reload();

        // Then
        assertThat(doorkeeper.verified(basic("ann", "secret"))).isEmpty();
        assertThat(doorkeeper.authenticate(basic("ann", "secret"), HERE)).isEqualTo(Result.STAY_OUT);
        assertThat(doorkeeper.authenticate(basic("bob", "other"), HERE)).matches(Result::admits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody here", "ann:plain-must-never"})
    void shouldHoldOnToTheUsersWhileTheFileIsNotWhole(String half) throws Exception {
        // Given
        Path file = users("ann", "secret");
        var doorkeeper = keeper(file);

        // When
        replace(file, half);
        doorkeeper.reload();

        // Then
        assertThat(doorkeeper.authenticate(basic("ann", "secret"), HERE)).matches(Result::admits);
    }

    @Test
    void shouldTakeTheUsersOnceTheirFileIsNobodyElsesToRead() throws Exception {
        // Given
        Path file = users("ann", "secret");
        var doorkeeper = keeper(file);
        Path fresh = Files.writeString(directory.resolve("fresh"), "bob:" + hash("other", QUICK) + "\n");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        doorkeeper.reload();
        assertThat(doorkeeper.authenticate(basic("bob", "other"), HERE)).isEqualTo(Result.STAY_OUT);

        // When
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        doorkeeper.reload();

        // Then
        assertThat(doorkeeper.authenticate(basic("bob", "other"), HERE)).matches(Result::admits);
    }

    @Test
    void shouldTakeATokenAnewWhenItsFileHasChanged() throws Exception {
        // Given
        Path file = AccessFiles.written(directory.resolve("token"), TOKEN + "\n");
        var access = new WebAccess(
                "127.0.0.1",
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(file),
                Optional.empty(),
                Optional.empty(),
                WebAccess.Places.USUAL);
        var doorkeeper = new Authenticator(access, nanos::get);
        assertThat(doorkeeper.authenticate("Bearer " + TOKEN, HERE)).matches(Result::admits);

        // When
        replace(file, "another-" + TOKEN);
        doorkeeper.reload();

        // Then
        assertThat(doorkeeper.authenticate("Bearer " + TOKEN, HERE)).isEqualTo(Result.STAY_OUT);
        assertThat(doorkeeper.authenticate("Bearer another-" + TOKEN, HERE)).matches(Result::admits);
    }

    @Test
    @Tag("S-11")
    void shouldRefuseFilesThatOthersMayRead() throws Exception {
        Path token = AccessFiles.written(directory.resolve("token"), TOKEN);
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
        Path file = AccessFiles.written(directory.resolve("token"), "must-never");

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
        assertThat(keeper(users("ann", "secret")).authenticate(authorization, HERE))
                .isEqualTo(Result.STAY_OUT);
    }

    @Test
    void shouldGiveUsersTheirRoleAndLetTheOthersOnlyRead() throws Exception {
        Path file = AccessFiles.written(
                directory.resolve("users"),
                "ann:" + hash("secret", QUICK) + ":operator:env=prod,site:a=b c\nbob:" + hash("other", QUICK) + "\n");
        assertThatThrownBy(() -> keeper(file)).isInstanceOf(OperatorException.class);
        replace(
                file,
                "ann:" + hash("secret", QUICK) + ":operator:env=prod,a/b=c d\nbob:" + hash("other", QUICK) + "\n");
        var doorkeeper = keeper(file);

        assertThat(doorkeeper.authenticate(basic("ann", "secret"), HERE).caller())
                .contains(new Caller("ann", AccessRole.OPERATOR, Map.of("tag_env", "prod", "tag_a_b", "c d")));
        assertThat(doorkeeper.verified(basic("ann", "secret")))
                .contains(new Caller("ann", AccessRole.OPERATOR, Map.of("tag_env", "prod", "tag_a_b", "c d")));
        assertThat(doorkeeper.authenticate(basic("bob", "other"), HERE).caller())
                .contains(Caller.of("bob", AccessRole.VIEWER));
        assertThat(doorkeeper.authenticate("Bearer " + TOKEN, HERE).caller())
                .contains(Caller.of("http.token", AccessRole.ADMIN));
    }

    @Test
    void shouldTakeNamedTokensAnewWhenTheirFileHasChanged() throws Exception {
        // Given
        var made = NewToken.make("night", "operator", List.of("env=prod"), new SecureRandom());
        var other = NewToken.make("day", "admin", List.of(), new SecureRandom());
        Path file = AccessFiles.written(directory.resolve("tokens"), made.line() + "\n");
        var doorkeeper = new Authenticator(AccessFiles.ofTokens(file), nanos::get);
        assertThat(doorkeeper.authenticate("Bearer " + made.token(), HERE).caller())
                .contains(new Caller("night", AccessRole.OPERATOR, Map.of("tag_env", "prod")));
        assertThat(doorkeeper.authenticate(basic("anybody", made.token()), HERE))
                .matches(Result::admits);
        assertThat(doorkeeper.authenticate("Bearer " + other.token(), HERE)).isEqualTo(Result.STAY_OUT);

        // When
        replace(file, other.line() + "\n");
        doorkeeper.reload();

        // Then
        assertThat(doorkeeper.authenticate("Bearer " + made.token(), HERE)).isEqualTo(Result.STAY_OUT);
        assertThat(doorkeeper.authenticate("Bearer " + other.token(), HERE).caller())
                .contains(Caller.of("day", AccessRole.ADMIN));
        assertThat(made.toString()).doesNotContain(made.token());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "must-never",
                "a:viewer:must-never",
                "a:king:" + HASH,
                "a b:viewer:" + HASH,
                "a:viewer:env=prod:" + HASH,
                "a:admin:env=prod:" + HASH,
                "a:operator:env:" + HASH,
                "a:operator::x:" + HASH,
                "a:viewer:" + HASH + "\nb:viewer:" + HASH,
            })
    void shouldSayWhatIsWrongWithAFileOfTokens(String content) throws Exception {
        Path file = AccessFiles.written(directory.resolve("tokens"), content);

        assertThatThrownBy(() -> new Authenticator(AccessFiles.ofTokens(file), nanos::get))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("http.tokens.file")
                .hasMessageNotContaining("must-never")
                .hasMessageNotContaining(HASH);
    }

    @Test
    void shouldNotReadAFileOfTokensThatOthersMayRead() throws Exception {
        Path file = AccessFiles.written(directory.resolve("tokens"), "a:viewer:" + HASH + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> new Authenticator(AccessFiles.ofTokens(file), nanos::get))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("chmod 600");
    }

    private Authenticator keeper(Path users) {
        return new Authenticator(access(Optional.of(new Password(TOKEN)), Optional.of(users)), nanos::get);
    }

    private static WebAccess access(Optional<Password> token, Optional<Path> users) {
        return new WebAccess(
                "127.0.0.1",
                0,
                List.of(),
                Optional.empty(),
                token,
                Optional.empty(),
                Optional.empty(),
                users,
                WebAccess.Places.USUAL);
    }

    private Path users(String name, String password) throws Exception {
        return AccessFiles.written(directory.resolve("users"), name + ":" + hash(password, QUICK) + "\n");
    }

    /** Replaces a file as {@code mv} does, so that it is a different file whatever its time says. */
    private void replace(Path file, String content) throws Exception {
        Path fresh = AccessFiles.written(directory.resolve("fresh"), content);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
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
