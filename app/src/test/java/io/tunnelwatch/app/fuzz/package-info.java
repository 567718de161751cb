/**
 * What comes from outside, in every shape: inputs that are kept are asked in every build, and {@code -Dfuzz=SECONDS} lets
 * Jazzer look for new ones, led by what of our code they reach, so long for each door. What it finds is kept beside the others,
 * under {@code src/test/resources}, and is the test of its cure.
 */
@NullMarked
package io.tunnelwatch.app.fuzz;

import org.jspecify.annotations.NullMarked;
