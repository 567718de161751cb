package io.tunnelwatch.sink.sql;

import io.tunnelwatch.v1.Interval;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes intervals to their table, many at a time. */
final class IntervalTable {
    private static final String OVERLAP = "23P01";

    /** SQLSTATE class of values that a column cannot hold, such as a time that PostgreSQL does not know. */
    private static final String UNFIT = "22";

    private static final int TRIED_AGAIN = 1_000;

    /** A column: its name, the type of its values, and where a value comes from. */
    private record Column(String name, String type, Function<Interval, @Nullable String> value) {}

    private static final List<Column> COLUMNS = List.of(
            text("interval_id", Interval::getIntervalId),
            text("account", Interval::getAccount),
            text("region", Interval::getRegion),
            text("connection_id", Interval::getConnectionId),
            text("tunnel_id", Interval::getTunnelId),
            text("entity", Interval::getEntity),
            text("facet", it -> it.getFacet().name()),
            text("state", it -> it.getState().name()),
            text("reason", it -> it.getReason().name()),
            text("raw", Interval::getRaw),
            time("valid_from", Interval::getValidFrom),
            time("not_before", Interval::getValidFromNotBefore),
            time("valid_to", Interval::getValidTo),
            text(
                    "close_reason",
                    it -> it.getCloseReason() == null
                            ? null
                            : it.getCloseReason().name()),
            text("name", Interval::getName),
            text("gateway", Interval::getVpnGatewayId),
            text("customer_gateway", Interval::getCustomerGatewayId));

    private static final String NAMES = joined(Column::name);
    private static final String UPSERT = " ON CONFLICT (interval_id) DO UPDATE SET (" + NAMES + ") = ("
            + joined(it -> "excluded." + it.name()) + ")";
    private static final String INSERT = "INSERT INTO interval (" + NAMES + ") SELECT * FROM unnest("
            + joined(it -> "?::" + it.type() + "[]") + ")" + UPSERT;
    private static final String REFUSE = INSERT.replace("INTO interval", "INTO refused");
    private static final String TRY_AGAIN =
            "INSERT INTO interval (" + NAMES + ") SELECT " + NAMES + " FROM refused WHERE interval_id = ?" + UPSERT;

    private final Connection connection;
    private final BiConsumer<Interval, String> unfit;

    /** @param unfit receives an interval that the table cannot hold, with PostgreSQL's code for why */
    IntervalTable(Connection connection, BiConsumer<Interval, String> unfit) {
        this.connection = connection;
        this.unfit = unfit;
    }

    /**
     * Writes intervals in the open transaction; of two with one id the later one counts. Returns how many overlap another one.
     */
    int write(Map<String, Interval> latest) throws SQLException {
        if (latest.isEmpty()) {
            return 0;
        }
        if (refusal(INSERT, latest.values()).isEmpty()) {
            forget(latest.keySet());
        } else {
            for (Interval one : latest.values()) {
                String refusal = refusal(INSERT, List.of(one));
                forget(List.of(one.getIntervalId()));
                if (refusal.equals(OVERLAP)) {
                    insert(REFUSE, List.of(one));
                } else if (!refusal.isEmpty()) {
                    unfit.accept(one, refusal);
                }
            }
        }
        return tryRefusedAgain();
    }

    /** Next offset to read of each partition. */
    Map<Integer, Long> positions(String topicId) throws SQLException {
        try (var query =
                connection.prepareStatement("SELECT partition, next_offset FROM position WHERE topic_id = ?")) {
            query.setString(1, topicId);
            var positions = new TreeMap<Integer, Long>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    positions.put(rows.getInt(1), rows.getLong(2));
                }
            }
            return positions;
        }
    }

    void writePositions(String topicId, Map<Integer, Long> positions) throws SQLException {
        try (var upsert = connection.prepareStatement("INSERT INTO position VALUES (?, ?, ?)"
                + " ON CONFLICT (topic_id, partition) DO UPDATE SET next_offset = excluded.next_offset")) {
            for (var it : positions.entrySet()) {
                upsert.setString(1, topicId);
                upsert.setInt(2, it.getKey());
                upsert.setLong(3, it.getValue());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private int tryRefusedAgain() throws SQLException {
        var refused = new ArrayList<String>();
        try (var query = connection.prepareStatement("SELECT interval_id FROM refused ORDER BY valid_from LIMIT ?")) {
            query.setInt(1, TRIED_AGAIN);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    refused.add(rows.getString(1));
                }
            }
        }
        int left = 0;
        for (String id : refused) {
            String refusal = refusal(() -> {
                try (var insert = connection.prepareStatement(TRY_AGAIN)) {
                    insert.setString(1, id);
                    insert.executeUpdate();
                }
            });
            if (refusal.isEmpty()) {
                forget(List.of(id));
            } else {
                left++;
            }
        }
        return left;
    }

    private void forget(Collection<String> ids) throws SQLException {
        try (var delete = connection.prepareStatement("DELETE FROM refused WHERE interval_id = ANY (?)")) {
            delete.setArray(1, connection.createArrayOf("text", ids.toArray()));
            delete.executeUpdate();
        }
    }

    private String refusal(String sql, Collection<Interval> intervals) throws SQLException {
        return refusal(() -> insert(sql, intervals));
    }

    /** A write that PostgreSQL may refuse. */
    private interface Writing {
        void write() throws SQLException;
    }

    /** Writes, and returns PostgreSQL's code if the write is refused, empty if not. A refused write changes nothing. */
    private String refusal(Writing writing) throws SQLException {
        execute("SAVEPOINT before_row");
        try {
            execute("SET CONSTRAINTS interval_never_overlaps DEFERRED");
            writing.write();
            execute("SET CONSTRAINTS interval_never_overlaps IMMEDIATE"); // checks the rows so far
            execute("RELEASE SAVEPOINT before_row");
            return "";
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (!OVERLAP.equals(state) && !state.startsWith(UNFIT)) {
                throw e;
            }
            execute("ROLLBACK TO SAVEPOINT before_row");
            return state;
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void insert(String sql, Collection<Interval> intervals) throws SQLException {
        try (var insert = connection.prepareStatement(sql)) {
            int place = 1;
            for (Column column : COLUMNS) {
                Object[] values = intervals.stream().map(column.value()).toArray();
                insert.setArray(place++, connection.createArrayOf(column.type(), values));
            }
            insert.executeUpdate();
        }
    }

    private static String joined(Function<Column, String> each) {
        return String.join(", ", COLUMNS.stream().map(each).toList());
    }

    private static Column text(String name, Function<Interval, @Nullable String> value) {
        return new Column(name, "text", it -> storable(value.apply(it)));
    }

    private static Column time(String name, Function<Interval, @Nullable Instant> value) {
        return new Column(name, "timestamptz", it -> {
            Instant at = value.apply(it);
            return at == null ? null : at.toString();
        });
    }

    /** Replaces NUL, the one character that PostgreSQL's text cannot hold. */
    private static @Nullable String storable(@Nullable String text) {
        return text == null ? null : text.replace('\0', '\ufffd');
    }
}
