/**
 * The whole house, run as a user runs it, judged from outside: by what stands in the topics, by what the page's API
 * says, and by the simulated cloud's own record of what happened.
 */
@NullMarked
package io.tunnelwatch.app.endtoend;

import org.jspecify.annotations.NullMarked;
