/**
 * Speaks the API v2 of Alertmanager, so that its clients work on Tunnelwatch unchanged: amtool, karma, Grafana. Alerts are ours,
 * silences are our commands.
 */
@NullMarked
package io.tunnelwatch.sink.alertmanager;

import org.jspecify.annotations.NullMarked;
