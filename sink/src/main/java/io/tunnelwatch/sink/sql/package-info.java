/**
 * The history in PostgreSQL, for queries in SQL. Intervals are copied from the topic unchanged, under their ids, so that
 * copying twice does no harm. {@code sql/1.sql} and its successors define tables and views. Nothing else of the sink depends on
 * this package.
 */
@NullMarked
package io.tunnelwatch.sink.sql;

import org.jspecify.annotations.NullMarked;
