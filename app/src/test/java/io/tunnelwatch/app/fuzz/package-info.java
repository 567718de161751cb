/**
 * Input from outside, in every shape. Stored inputs run in every build; {@code -Dfuzz=SECONDS} lets Jazzer search for new ones,
 * guided by coverage of our code, for so long for each entry point. Its findings are stored with the others, under {@code
 * src/test/resources}, as tests of their fixes.
 */
@NullMarked
package io.tunnelwatch.app.fuzz;

import org.jspecify.annotations.NullMarked;
