package io.tunnelwatch.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.GoldenFile;
import io.tunnelwatch.runtime.ClusterProbe;
import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindingsTest {
    private static final long FLOOR = 256L << 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"0,OK", "4,OK", "-4,OK", "6,WARN", "-200,WARN", "301,FAIL", "-4000,FAIL"})
    void shouldJudgeTheClock(int secondsAhead, Finding.Result result) {
        assertThat(CloudChecks.clockFinding(Optional.of(Duration.ofSeconds(secondsAhead)))
                        .result())
                .isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({"255,FAIL", "256,WARN", "1023,WARN", "1024,OK"})
    void shouldJudgeTheDisk(long mebibytes, Finding.Result result) {
        var machine = new MachineChecks(it -> mebibytes << 20, () -> 0);

        assertThat(only(machine.disk(directory.resolve("not/yet"), FLOOR)).result())
                .isEqualTo(result);
    }

    @Test
    void shouldNameADiskThatCannotBeRead() {
        var machine = new MachineChecks(
                it -> {
                    throw new IOException("Input/output error");
                },
                () -> 0);

        var finding = only(machine.disk(directory, FLOOR));

        assertThat(finding.result()).isEqualTo(Finding.Result.FAIL);
        assertThat(finding.text()).contains("Input/output error");
    }

    @ParameterizedTest
    @CsvSource({"1023,WARN", "1024,OK"})
    void shouldJudgeTheMemory(long mebibytes, Finding.Result result) {
        assertThat(only(new MachineChecks(it -> 0, () -> mebibytes << 20).memory())
                        .result())
                .isEqualTo(result);
    }

    @Test
    void shouldNameTheSettingOfAUsedPort() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());

            var finding = only(MachineChecks.ofThisMachine().ports(Map.of("http.port", address)));

            assertThat(finding.result()).isEqualTo(Finding.Result.WARN);
            assertThat(finding.sentence()).contains(":" + taken.getLocalPort(), "change http.port");
        }
    }

    @Test
    void shouldTellWhatOldBrokersLack() {
        var old = new ClusterProbe(3, Optional.empty(), Optional.of("2.6"), Optional.of(false), Optional.of(false));

        assertThat(KafkaChecks.brokers(old))
                .extracting(Finding::result)
                .containsExactly(Finding.Result.OK, Finding.Result.WARN, Finding.Result.FAIL);
        assertThat(KafkaChecks.brokers(old).get(0).text()).isEqualTo("3 brokers answer, version 2.6");
    }

    @Test
    void shouldNotGuessWhatAClusterHides() {
        var hidden = new ClusterProbe(1, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(KafkaChecks.brokers(hidden))
                .extracting(Finding::sentence)
                .anyMatch(it -> it.contains("unknown (the brokers do not tell)"))
                .anyMatch(it -> it.contains("hidden from this user"));
    }

    /** One that hangs delays no other, and one that breaks hides none. */
    @Test
    void shouldGiveEachCheckItsOwnDeadline() {
        var never = new CountDownLatch(1);
        var said = new ArrayList<String>();
        var checks = List.of(
                new Check("hangs", () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return List.of();
                }),
                new Check("refuses", () -> {
                    throw new OperatorException("Setting x is wrong: correct it.");
                }),
                new Check("breaks", () -> {
                    throw new IllegalStateException("a bug");
                }),
                new Check("works", () -> List.of(Finding.ok("works", "well"))));

        var findings = new Examination(Duration.ofMillis(300), Duration.ofMillis(30), said::add).of(checks);

        assertThat(findings).extracting(Finding::check).containsExactly("hangs", "refuses", "breaks", "works");
        assertThat(findings)
                .extracting(Finding::result)
                .containsExactly(Finding.Result.FAIL, Finding.Result.FAIL, Finding.Result.FAIL, Finding.Result.OK);
        assertThat(findings.get(1).text()).isEqualTo("Setting x is wrong: correct it.");
        assertThat(said).singleElement().asString().contains("Waiting for: hangs");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 80, 200})
    void shouldPrintFindings(int columns) throws IOException {
        var text = new StringWriter();
        FindingsText.print(
                List.of(
                        Finding.ok("cloud prod/cn-hangzhou", "DescribeVpnConnections is permitted"),
                        Finding.fail(
                                "cloud prod/cn-hangzhou",
                                "DescribeVpnConnection failed (DENIED, Forbidden.RAM)",
                                "not permitted: allow the action vpc:DescribeVpnConnection to the RAM user or role of"
                                        + " this AccessKey"),
                        Finding.warn("clock", "this machine is 7 s ahead of the cloud", "set the clock right"),
                        Finding.fail("topics", "成都\u001b[31m\u202e is missing\n", "run 'tunnelwatch topics --create'")),
                new PrintWriter(text),
                columns);

        assertThat(text.toString().replace("\n", "")).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        GoldenFile.compare("doctor-" + columns, text.toString());
    }

    private static Finding only(Check check) {
        assertThat(check.look().get()).hasSize(1);
        return check.look().get().get(0);
    }
}
