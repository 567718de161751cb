-- The current state of each facet; ended ones (deleted or retired) are left out.
CREATE OR REPLACE VIEW current_state AS
SELECT account, region, connection_id, tunnel_id, entity, facet, state, reason, raw, name, gateway, customer_gateway,
       valid_from AS since
FROM (SELECT DISTINCT ON (line) * FROM interval ORDER BY line, valid_from DESC) AS latest
WHERE close_reason IS NULL OR close_reason NOT IN ('DELETED', 'RETIRED');

COMMENT ON COLUMN availability_daily.coverage IS
    'Share of the day that was up, degraded or down. Time switched off is left out here; the reports of the page count it as known.';
