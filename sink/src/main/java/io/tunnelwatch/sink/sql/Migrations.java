package io.tunnelwatch.sink.sql;

import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Migrates the tables to this version: runs each numbered script once, in order, and records its number in the same
 * transaction.
 */
final class Migrations {
    private static final int LATEST = 3;

    /** Key of the advisory lock: any number that nobody else locks. */
    private static final long ONE_AT_A_TIME = 0x74756e6e656c7762L;

    private Migrations() {}

    static void apply(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + ONE_AT_A_TIME + ")");
            statement.execute("CREATE TABLE IF NOT EXISTS tunnelwatch_schema (version int PRIMARY KEY,"
                    + " applied_at timestamptz NOT NULL DEFAULT now())");
            int version = version(connection);
            if (version > LATEST) {
                throw new OperatorException("The tables in postgres.url were made by a newer Tunnelwatch (version "
                        + version + "; this one knows up to " + LATEST
                        + "): run the newer one, or use another database.");
            }
            for (int next = version + 1; next <= LATEST; next++) {
                statement.execute(script(next));
                statement.execute("INSERT INTO tunnelwatch_schema (version) VALUES (" + next + ")");
            }
        }
        connection.commit();
    }

    private static int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT coalesce(max(version), 0) FROM tunnelwatch_schema")) {
            found.next();
            return found.getInt(1);
        }
    }

    private static String script(int version) {
        try (var stream = Migrations.class.getResourceAsStream("/sql/" + version + ".sql")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The jar lacks a migration script", e);
        }
    }
}
