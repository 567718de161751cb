/**
 * Tools for a bad day: they move what is committed, or throw away what can be made anew, while the programs are stopped.
 * Nothing in here runs beside a program at work, and nothing in here decides anything about tunnels.
 */
@NullMarked
package io.tunnelwatch.app.repair;

import org.jspecify.annotations.NullMarked;
