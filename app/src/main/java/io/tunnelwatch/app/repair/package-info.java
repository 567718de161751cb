/**
 * Repair tools: they move committed offsets, or delete what can be rebuilt, while the programs are stopped. Nothing here runs
 * beside a working program, and nothing here decides anything about tunnels.
 */
@NullMarked
package io.tunnelwatch.app.repair;

import org.jspecify.annotations.NullMarked;
