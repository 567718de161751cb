-- The state of each connection over time, as facet STATE: SERVICE since it is read. Before, earlier versions had IPSEC, or
-- REDUNDANCY with two tunnels, for it; they counted time without a route as up.
CREATE VIEW connection_state AS
WITH service AS (
    SELECT account, region, entity, min(valid_from) AS since
    FROM interval
    WHERE facet = 'SERVICE'
    GROUP BY account, region, entity
)
SELECT i.interval_id, i.account, i.region, i.connection_id, i.tunnel_id, i.entity, 'STATE'::text AS facet, i.state, i.reason, i.raw,
       i.valid_from, i.not_before,
       CASE WHEN i.facet = 'SERVICE' THEN i.valid_to ELSE least(i.valid_to, s.since) END AS valid_to, -- least ignores a null
       i.close_reason, i.name, i.gateway, i.customer_gateway,
       ('x' || substr(md5(i.account || '/' || i.region || '/' || i.entity || '/STATE'), 1, 16))::bit(64)::bigint AS line
FROM interval i LEFT JOIN service s USING (account, region, entity)
WHERE i.tunnel_id IS NULL
  AND (i.facet = 'SERVICE' OR (i.facet IN ('IPSEC', 'REDUNDANCY') AND (s.since IS NULL OR i.valid_from < s.since)));

-- Seconds in each state, day by day (UTC). Availability is up time over up, degraded and down time;
-- time not seen or switched off is left out.
CREATE OR REPLACE VIEW availability_daily AS
WITH told AS (
    SELECT account, region, connection_id, entity, facet, state, name, gateway, valid_from, valid_to
    FROM interval
    WHERE facet IN ('IPSEC', 'REDUNDANCY', 'BGP', 'HEALTH_CHECK', 'SERVICE')
    UNION ALL
    SELECT account, region, connection_id, entity, facet, state, name, gateway, valid_from, valid_to
    FROM connection_state
), slice AS (
    SELECT i.*, day::date AS day,
           extract(epoch FROM least(coalesce(i.valid_to, now()), day + interval '1 day') - greatest(i.valid_from, day)) AS seconds
    FROM told i,
         generate_series(date_trunc('day', i.valid_from AT TIME ZONE 'UTC') AT TIME ZONE 'UTC', coalesce(i.valid_to, now()), interval '1 day') AS day
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
CREATE OR REPLACE VIEW outage AS
WITH told AS (
    SELECT line, account, region, connection_id, entity, facet, state, name, gateway, valid_from FROM interval
    UNION ALL
    SELECT line, account, region, connection_id, entity, facet, state, name, gateway, valid_from FROM connection_state
), known AS (
    SELECT *, state = 'DOWN' AS is_down, lag(state = 'DOWN') OVER w AS was_down
    FROM told
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
