/**
 * Avro values in Confluent's wire format, behind Kafka's ordinary serializer interfaces, and the client of the schema
 * registry that they need.
 */
@NullMarked
package io.tunnelwatch.schemas.serde;

import org.jspecify.annotations.NullMarked;
