/**
 * A process with parts in it: started side by side, watched, stopped in the order that loses nothing, asked how they are.
 * Nothing here knows what was typed to start them.
 */
@NullMarked
package io.tunnelwatch.app.running;

import org.jspecify.annotations.NullMarked;
