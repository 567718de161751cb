/**
 * The history in PostgreSQL, for those who ask in SQL. Intervals are copied from the topic as they are, under their ids, so
 * that doing it twice is doing it once; the tables and views stand in {@code sql/1.sql}. Nothing else of the sink looks here.
 */
@NullMarked
package io.tunnelwatch.sink.sql;

import org.jspecify.annotations.NullMarked;
