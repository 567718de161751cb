/**
 * Files and directories of a program: written whole or not at all, private where they hold a secret, and refused with the cure
 * where somebody else could read them.
 */
@NullMarked
package io.tunnelwatch.runtime.files;

import org.jspecify.annotations.NullMarked;
