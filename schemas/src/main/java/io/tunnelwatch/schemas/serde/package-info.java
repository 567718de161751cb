/**
 * Avro values in Confluent's wire format, behind Kafka's usual serializer interfaces, and the schema registry client that they
 * need.
 */
@NullMarked
package io.tunnelwatch.schemas.serde;

import org.jspecify.annotations.NullMarked;
