/**
 * The few calls of Confluent's Schema Registry API that serdes and tools make, served from the topic {@code _schemas} in the
 * layout that Confluent's own registry uses, so that a real one can take the topic over.
 */
@NullMarked
package io.tunnelwatch.app.platform.registry;

import org.jspecify.annotations.NullMarked;
