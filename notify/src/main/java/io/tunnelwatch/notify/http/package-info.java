/**
 * The one client through which receivers are reached over HTTP. It guards against addresses that no receiver may have, against
 * redirects, and against answers that are slow or endless. It knows nothing about alerts.
 */
@NullMarked
package io.tunnelwatch.notify.http;

import org.jspecify.annotations.NullMarked;
