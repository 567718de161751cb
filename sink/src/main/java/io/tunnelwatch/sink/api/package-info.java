/**
 * Questions and answers of the API: connections, intervals, alerts, reports, as JSON, and the stream of changes. It looks at
 * the wall clock only to say how old its knowledge is.
 */
@NullMarked
package io.tunnelwatch.sink.api;

import org.jspecify.annotations.NullMarked;
