/**
 * All of Tunnelwatch, run as a user runs it, and judged from outside: by the content of the topics, by the page's API, and by
 * the simulated cloud's own record of what happened.
 */
@NullMarked
package io.tunnelwatch.app.endtoend;

import org.jspecify.annotations.NullMarked;
