/**
 * What a person or a program may ask: the read model, built by each instance from the topics, and the HTTP API and page on
 * top of it. The one room of the sink that looks at the wall clock, to say how old what it knows is.
 */
@NullMarked
package io.tunnelwatch.sink.serve;

import org.jspecify.annotations.NullMarked;
