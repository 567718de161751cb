/**
 * Takes the commands of people: reads them, checks who may give them, and writes them to their topic. Nothing here acts on a
 * command; the gate of notices does, from the topic.
 */
@NullMarked
package io.tunnelwatch.sink.commands;

import org.jspecify.annotations.NullMarked;
