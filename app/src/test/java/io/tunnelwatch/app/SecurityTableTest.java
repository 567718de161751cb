package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every security point has a row, and a row either names tests that carry its tag and can fail, or says why there is none. */
class SecurityTableTest {
    private static final String PAGE = "docs/security.md";
    private static final Set<Integer> NOT_IN_USE =
            Set.of(9, 16, 17, 18, 19, 28, 29, 38, 39, 43, 45, 46, 47, 48, 49, 53, 54, 55, 56, 57, 58, 59);

    @Test
    void shouldHaveARowForEveryPoint() throws IOException {
        var numbers = IntStream.rangeClosed(1, 64).filter(it -> !NOT_IN_USE.contains(it));

        TestedTable.of("S", PAGE).assertComplete(numbers);
    }

    @Test
    void shouldNameOnlyTestsThatCarryTheTagAndCanFail() throws IOException {
        TestedTable.of("S", PAGE).assertTested(TestedTable.tests());
    }

    /** The threat model names rows of the table; each of them must be there. */
    @Test
    void shouldReferToRowsThatExist() throws IOException {
        var table = TestedTable.of("S", PAGE);
        var named = new TreeSet<String>();
        Pattern.compile("\\bS-\\d\\d\\b")
                .matcher(Files.readString(Path.of("..", PAGE)))
                .results()
                .forEach(it -> named.add(it.group()));

        assertThat(named).isEqualTo(table.rows().keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"`NoSuchTest`", "`KnownTest.shouldNotBeThere`", "`OtherTest`", "`EmptyTest`"})
    void shouldRefuseATestThatIsNotThere(String named) {
        var tests = new TaggedTests(
                Map.of("S-01", Set.of("KnownTest"), "S-02", Set.of("OtherTest")),
                Set.of(),
                Map.of("KnownTest", Set.of("shouldBeThere"), "OtherTest", Set.of()));

        new TestedTable("S", Map.of("S-01", "`KnownTest`, `KnownTest.shouldBeThere`")).assertTested(tests);
        assertThatThrownBy(() -> new TestedTable("S", Map.of("S-01", named)).assertTested(tests))
                .hasMessageContaining("S-01 names " + named);
    }

    @Test
    void shouldRefuseATagOnAnEmptyTest() {
        var tests = new TaggedTests(Map.of(), Set.of("S-01 in EmptyTest"), Map.of());

        assertThatThrownBy(() -> new TestedTable("S", Map.of()).assertTested(tests))
                .hasMessageContaining("EmptyTest");
        new TestedTable("F", Map.of()).assertTested(tests);
    }
}
