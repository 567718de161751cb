/**
 * The checks of {@code tunnelwatch doctor}: each looks at one thing that Tunnelwatch needs and gives findings, with the cure
 * of what is wrong. They change nothing.
 */
@NullMarked
package io.tunnelwatch.app.doctor;

import org.jspecify.annotations.NullMarked;
