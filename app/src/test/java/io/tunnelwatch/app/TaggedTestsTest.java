package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tag on a test that cannot fail does not count. */
class TaggedTestsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@Test @Tag(\"F-01\") void should() { assertThat(1).isOne(); }",
                "@Test @Tag(\"F-01\") void should() throws Exception { helper(); } void helper() { assertThat(1).isOne(); }",
                "@Test @Tag(\"F-01\") void should() { each(this::helper); } private static void helper(int it) { fail(); }",
                "@Test @Tag(\"F-01\") void should() { first(); } void first() { second(); } void second() { assertIt(); }",
            })
    void shouldCountATestThatCanFail(String members) {
        var tests = TaggedTests.none();
        tests.read("SomeTest", "class SomeTest { " + members + " }");
        assertThat(tests.classesByTag().get("F-01")).containsExactly("SomeTest");
        assertThat(tests.empty()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@Test @Tag(\"F-01\") void should() { }",
                "@Test @Tag(\"F-01\") void should() { run(); } void other() { assertThat(1).isOne(); }",
                "@Test @Tag(\"F-01\") void should() { /* assertThat(1) */ say(\"assertThat(1)\"); // assertThat(1)\n }",
                "@Test @Tag(\"F-01\") void should() { helper(); } void helper() { run(); } void other() { fail(); }",
            })
    void shouldNotCountATestThatCannot(String members) {
        var tests = TaggedTests.none();
        tests.read("SomeTest", "class SomeTest { " + members + " }");
        assertThat(tests.classesByTag()).isEmpty();
        assertThat(tests.empty()).containsExactly("F-01 in SomeTest");
    }
}
