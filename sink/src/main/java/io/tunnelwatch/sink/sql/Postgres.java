package io.tunnelwatch.sink.sql;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.files.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.config.types.Password;

/**
 * Access to the database.
 *
 * @param url as in {@code jdbc:postgresql://host/database}
 * @param password never shown
 * @param batch the most intervals in one transaction
 */
public record Postgres(String url, String user, Optional<Password> password, int batch) {
    private static final String CONNECT_SECONDS = "5";

    /** A database that hangs counts as one that is away. */
    private static final String SOCKET_SECONDS = "60";

    public Postgres {
        if (!url.startsWith("jdbc:postgresql:") || !isUnderstood(url)) {
            throw new OperatorException(
                    "Setting postgres.url does not name a PostgreSQL database: write jdbc:postgresql://HOST/DATABASE.");
        }
        if (url.matches(".*[?&]password=.*")) {
            throw new OperatorException("Setting postgres.url holds a password: move it to a file that only its owner"
                    + " may read, and name that with postgres.password.file.");
        }
    }

    /** Reads the first line of a file that nobody else may read. */
    public static Password passwordIn(Path file) {
        try {
            SecretFile.requirePrivate("Setting postgres.password.file", file);
            return new Password(
                    Files.readAllLines(file).stream().findFirst().orElse("").strip());
        } catch (IOException e) {
            throw new OperatorException(
                    "Setting postgres.password.file: " + file + " cannot be read; check the path and its owner.", e);
        }
    }

    Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        password.ifPresent(it -> properties.setProperty("password", it.value()));
        properties.setProperty("ApplicationName", "tunnelwatch");
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", SOCKET_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        var connection = DriverManager.getConnection(url, properties);
        connection.setAutoCommit(false);
        return connection;
    }

    private static boolean isUnderstood(String url) {
        try {
            return DriverManager.getDriver(url) != null;
        } catch (SQLException e) { // there is no other way to ask
            return false;
        }
    }

    /** The error as an operator's message with its cure, if only the operator can fix it; empty for what may pass by itself. */
    Optional<OperatorException> cure(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return Optional.ofNullable(
                        switch (state) {
                            case "28P01", "28000" ->
                                "PostgreSQL refuses the login of postgres.user '" + user
                                        + "': check it, postgres.password.file and pg_hba.conf.";
                            case "3D000" ->
                                "The database of postgres.url does not exist: create it (createdb -O " + user
                                        + " DATABASE) or correct the name.";
                            case "42501" ->
                                "postgres.user '" + user
                                        + "' may not create tables or the extension btree_gist: make it the owner of"
                                        + " the database, or grant it CREATE on database and schema.";
                            case "0A000", "58P01" ->
                                "PostgreSQL lacks the extension btree_gist: install its contrib package.";
                            default -> null;
                        })
                .map(line -> new OperatorException(line, e));
    }
}
