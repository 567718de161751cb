/** Tests the history in a real PostgreSQL, and the dashboards that query it. */
@NullMarked
package io.tunnelwatch.app.sql;

import org.jspecify.annotations.NullMarked;
