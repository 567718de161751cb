/**
 * The notifier as a program: its settings, and the parts that deliver notices to the destinations. It decides nothing about
 * alerts: decisions are read from {@code vpn.notifications.v1}.
 */
@NullMarked
package io.tunnelwatch.notify;

import org.jspecify.annotations.NullMarked;
