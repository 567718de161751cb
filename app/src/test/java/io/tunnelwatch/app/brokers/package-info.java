/** Brokers of other versions and with other doors than the embedded one, each in a process of its own. */
@org.jspecify.annotations.NullMarked
package io.tunnelwatch.app.brokers;
