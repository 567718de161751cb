/**
 * The HTTP server of the API and the page: routes, files, limits on connections and requests, users and tokens,
 * certificates.
 */
@NullMarked
package io.tunnelwatch.sink.web;

import org.jspecify.annotations.NullMarked;
