-- The history from vpn.history.v1, one row for each interval.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE interval (
    interval_id text PRIMARY KEY,
    account text NOT NULL,
    region text NOT NULL,
    connection_id text,
    tunnel_id text,
    entity text NOT NULL,
    facet text NOT NULL,
    state text NOT NULL,
    reason text NOT NULL,
    raw text NOT NULL,
    valid_from timestamptz NOT NULL,
    not_before timestamptz NOT NULL,
    valid_to timestamptz,
    close_reason text,
    name text NOT NULL,
    gateway text NOT NULL,
    customer_gateway text NOT NULL,
    -- Hash of entity and facet: 64 bits are a smaller key for the constraint than four texts.
    line bigint NOT NULL GENERATED ALWAYS AS
        (('x' || substr(md5(account || '/' || region || '/' || entity || '/' || facet), 1, 16))::bit(64)::bigint) STORED,
    CHECK (valid_to IS NULL OR valid_to >= valid_from),
    -- Open intervals are left out: an interval's closing may arrive after the next one's opening, because the two have
    -- different keys and may be in different partitions. Checked at the end of a transaction, for the same reason.
    CONSTRAINT interval_never_overlaps EXCLUDE USING gist (line WITH =, tstzrange(valid_from, valid_to) WITH &&)
        WHERE (valid_to IS NOT NULL) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX interval_by_line ON interval (line, valid_from);
CREATE INDEX interval_by_time ON interval USING brin (valid_from);

-- Intervals that would overlap a present one. Tried again with every batch: corrections of two neighbours may arrive in
-- either order. Rows that stay here need a look.
CREATE TABLE refused (LIKE interval INCLUDING DEFAULTS);
ALTER TABLE refused DROP COLUMN line;
ALTER TABLE refused ADD PRIMARY KEY (interval_id);

-- The next offsets to read, written together with the intervals that were read.
CREATE TABLE position (
    topic_id text NOT NULL,
    partition int NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (topic_id, partition)
);

-- The current state of each facet; deleted ones are left out.
CREATE VIEW current_state AS
SELECT account, region, connection_id, tunnel_id, entity, facet, state, reason, raw, name, gateway, customer_gateway,
       valid_from AS since
FROM (SELECT DISTINCT ON (line) * FROM interval ORDER BY line, valid_from DESC) AS latest
WHERE close_reason IS DISTINCT FROM 'DELETED';

-- Seconds in each state, day by day (UTC). Availability is up time over up, degraded and down time;
-- time not seen or switched off is left out.
CREATE VIEW availability_daily AS
WITH slice AS (
    SELECT i.*, day::date AS day,
           extract(epoch FROM least(coalesce(i.valid_to, now()), day + interval '1 day') - greatest(i.valid_from, day)) AS seconds
    FROM interval i,
         generate_series(date_trunc('day', i.valid_from AT TIME ZONE 'UTC') AT TIME ZONE 'UTC', coalesce(i.valid_to, now()), interval '1 day') AS day
    WHERE i.facet IN ('IPSEC', 'REDUNDANCY', 'BGP', 'HEALTH_CHECK')
), sums AS (
    SELECT day, account, region, connection_id, entity, facet, max(name) AS name, max(gateway) AS gateway,
           coalesce(sum(seconds) FILTER (WHERE state = 'UP'), 0) AS up_seconds,
           coalesce(sum(seconds) FILTER (WHERE state = 'DEGRADED'), 0) AS degraded_seconds,
           coalesce(sum(seconds) FILTER (WHERE state = 'DOWN'), 0) AS down_seconds,
           coalesce(sum(seconds) FILTER (WHERE state = 'UNKNOWN'), 0) AS unknown_seconds
    FROM slice
    WHERE seconds > 0
    GROUP BY day, account, region, connection_id, entity, facet
)
SELECT *, up_seconds / nullif(up_seconds + degraded_seconds + down_seconds, 0) AS availability,
       (up_seconds + degraded_seconds + down_seconds) / 86400 AS coverage
FROM sums;

-- An outage lasts from going down to the next other known state; a gap in between neither begins nor ends it.
CREATE VIEW outage AS
WITH known AS (
    SELECT *, state = 'DOWN' AS is_down, lag(state = 'DOWN') OVER w AS was_down
    FROM interval
    WHERE state IN ('UP', 'DEGRADED', 'DOWN')
    WINDOW w AS (PARTITION BY line ORDER BY valid_from)
), numbered AS (
    SELECT *, count(*) FILTER (WHERE is_down IS DISTINCT FROM was_down) OVER (PARTITION BY line ORDER BY valid_from) AS run
    FROM known
), runs AS (
    SELECT line, run, min(account) AS account, min(region) AS region, min(connection_id) AS connection_id, min(entity) AS entity,
           min(facet) AS facet, max(name) AS name, max(gateway) AS gateway, bool_or(is_down) AS is_down, min(valid_from) AS began
    FROM numbered
    GROUP BY line, run
)
SELECT account, region, connection_id, entity, facet, name, gateway, began, ended, extract(epoch FROM ended - began) AS seconds,
       coalesce(ended - began <= interval '5 minutes', false) AS is_flap
FROM (SELECT *, lead(began) OVER (PARTITION BY line ORDER BY run) AS ended FROM runs) AS told
WHERE is_down;

-- Outages, flaps and mean time to repair, by facet of an entity and by the month in which the outage began.
CREATE VIEW repair_monthly AS
SELECT date_trunc('month', began) AS month, account, region, connection_id, entity, facet, max(name) AS name, max(gateway) AS gateway,
       count(*) AS outages, count(*) FILTER (WHERE is_flap) AS flaps, avg(seconds) AS mean_seconds_to_repair
FROM outage
GROUP BY date_trunc('month', began), account, region, connection_id, entity, facet;
