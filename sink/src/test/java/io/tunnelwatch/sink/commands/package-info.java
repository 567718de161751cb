@NullMarked
package io.tunnelwatch.sink.commands;

import org.jspecify.annotations.NullMarked;
