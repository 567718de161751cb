/**
 * The HTTP API and the web page, on top of the read model that each instance builds from the topics. Only this package brings
 * the wall clock into the sink, to say how old its knowledge is.
 */
@NullMarked
package io.tunnelwatch.sink.serve;

import org.jspecify.annotations.NullMarked;
