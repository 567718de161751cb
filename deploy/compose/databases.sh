#!/usr/bin/env bash
# Makes the database of the history at the first start of PostgreSQL: its owner is the sink, and Grafana may only read it.
set -euo pipefail
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --no-psqlrc --quiet <<'SQL'
\set owner `cat /run/secrets/postgres-tunnelwatch`
\set reader `cat /run/secrets/postgres-grafana`
CREATE ROLE tunnelwatch LOGIN PASSWORD :'owner';
CREATE ROLE grafana LOGIN PASSWORD :'reader';
CREATE DATABASE tunnelwatch OWNER tunnelwatch;
REVOKE CONNECT ON DATABASE tunnelwatch FROM PUBLIC;
GRANT CONNECT ON DATABASE tunnelwatch TO grafana;
\connect tunnelwatch
ALTER DEFAULT PRIVILEGES FOR ROLE tunnelwatch GRANT SELECT ON TABLES TO grafana;
SQL
