/** The registry by itself, and with those who know it only by its API: Confluent's own serializers, a client in another language. */
@NullMarked
package io.tunnelwatch.app.platform.registry;

import org.jspecify.annotations.NullMarked;
