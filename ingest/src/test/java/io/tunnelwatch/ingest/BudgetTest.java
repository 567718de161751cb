package io.tunnelwatch.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.api.TargetId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {
    /** With three calls a minute: seconds at which calls are requested, and at which they may be made. */
    @ParameterizedTest
    @CsvSource({
        "0 0 0,            0 0 0",
        "0 0 0 0,          0 0 0 60",
        "0 10 20 30 70 80, 0 10 20 60 70 80",
        "0 0 0 0 0 0 0,    0 0 0 60 60 60 120",
        "0 0 0 59 60 61,   0 0 0 60 60 61",
        "0 100 200 300,    0 100 200 300",
        "0 0 0 90 90 90 90, 0 0 0 90 90 90 150"
    })
    void shouldLetThroughWhatFitsAndHoldBackTheRest(String asked, String made) {
        var budget = new Budget(3);
        var through = new ArrayList<String>();
        for (String at : asked.strip().split(" ")) {
            Duration now = Duration.ofSeconds(Long.parseLong(at));
            through.add(Long.toString(now.plus(budget.reserve(now)).toSeconds()));
        }
        assertThat(String.join(" ", through)).isEqualTo(made.strip());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Tag("F-07")
    void shouldNeverExceedItInAnyMinute(long seed) {
        // Given
        var random = new Random(seed);
        var budget = new Budget(20);
        long now = 0;
        List<Long> made = new ArrayList<>();
        // When
        for (int call = 0; call < 2_000; call++) {
            now += random.nextInt(10) == 0 ? random.nextInt(30_000) : random.nextInt(50);
            made.add(now + budget.reserve(Duration.ofMillis(now)).toMillis());
        }
        // Then
        for (int call = 20; call < made.size(); call++) {
            assertThat(made.get(call) - made.get(call - 20)).isGreaterThanOrEqualTo(60_000);
        }
        assertThat(made).isSorted();
    }

    @Test
    void shouldLetWhoDoesNotWaitThroughOnlyWhenThereIsRoomNow() {
        // Given
        var budget = new Budget(2);
        // When / Then
        assertThat(budget.tryTake(Duration.ofSeconds(0))).isTrue();
        assertThat(budget.tryTake(Duration.ofSeconds(30))).isTrue();
        assertThat(budget.tryTake(Duration.ofSeconds(59))).isFalse();
        assertThat(budget.tryTake(Duration.ofSeconds(60))).isTrue();
        assertThat(budget.tryTake(Duration.ofSeconds(61))).isFalse();
        assertThat(budget.tryTake(Duration.ofSeconds(90))).isTrue();
    }

    @Test
    void shouldSayHowFarApartThePagesOfALargeListingAre() {
        assertThat(new Budgets(0.5, List.of()).spacing()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void shouldNotLetOneTargetWaitForAnother() {
        // Given
        var budgets = new Budgets(0.01, List.of());
        var one = budgets.describe("DescribeVpnConnections", new TargetId("1", "a"));
        var other = budgets.describe("DescribeVpnConnections", new TargetId("1", "b"));
        var same = budgets.describe("DescribeVpnConnections", new TargetId("1", "a"));
        // When
        var waits = new Duration[7];
        Arrays.setAll(waits, it -> one.reserve(Duration.ZERO));
        // Then
        assertThat(waits).startsWith(Duration.ZERO).endsWith(Budget.SPAN);
        assertThat(other.reserve(Duration.ZERO)).isZero();
        assertThat(same).isSameAs(one);
    }

    /** Each target is polled by a process of its own, without coordination. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 10, 11, 25, 100})
    void shouldKeepToWhatAnAccountMayDownloadHoweverManyProcessesPollIt(int sharers) {
        // Given
        var targets = IntStream.range(0, sharers)
                .mapToObj(it -> new TargetId("1", "region-" + it))
                .toList();
        var made = new ArrayList<Long>();
        // When
        for (TargetId target : targets) {
            var budget = new Budgets(0.5, targets).download(target);
            for (long second = 0; second < 7_200; second++) {
                while (budget.tryTake(Duration.ofSeconds(second))) {
                    made.add(second);
                }
            }
        }
        // Then
        assertThat(made.size()).isBetween(5 * 120, 10 * 120);
        assertThat(made.stream().filter(second -> second < 60)).hasSizeLessThanOrEqualTo(Math.max(10, sharers));
    }
}
