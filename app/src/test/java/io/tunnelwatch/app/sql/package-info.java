/** The history in a real PostgreSQL, and the dashboards that ask it. */
@NullMarked
package io.tunnelwatch.app.sql;

import org.jspecify.annotations.NullMarked;
