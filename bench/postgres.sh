#!/usr/bin/env bash
# Would the journal fit PostgreSQL? Durable commits of 8,192 usage records, as one packed block in one row and as rows,
# on a throw-away cluster in a temporary folder. Prints records/s of both and their ratio.
#
#   bench/postgres.sh [SECONDS]        needs Debian's postgresql package; run as root or as a user who may run initdb
set -euo pipefail

seconds=${1:-10}
records=8192
block_bytes=$((records * 5)) # what ingest_bench measures: 4 to 6 bytes a record
bin=$(dirname "$(find /usr/lib/postgresql -name initdb 2>/dev/null | sort -V | tail -n 1)" 2>/dev/null || true)
[ -x "$bin/initdb" ] || { echo "PostgreSQL is not installed: apt-get install postgresql" >&2; exit 1; }

dir=$(mktemp -d)
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
[ "$(id -u)" = 0 ] && chown postgres "$dir"
stop() { as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$dir"; }
trap stop EXIT

as_owner "$bin/initdb" -D "$dir/data" -A trust >/dev/null
as_owner "$bin/pg_ctl" -D "$dir/data" -o "-c listen_addresses='' -k $dir" -l "$dir/log" -w start >/dev/null
sql() { as_owner psql -h "$dir" -d postgres -qAt "$@"; }

sql <<SQL
CREATE TABLE entry(sequence bigserial PRIMARY KEY, bytes bytea NOT NULL);
ALTER TABLE entry ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE TABLE usage_record(job int, part bigint, resource int, start_ms bigint, end_ms bigint, units bigint,
  PRIMARY KEY (job, part));
CREATE SEQUENCE batch;
SQL
sql -c "SELECT encode(string_agg(int8send((random() * 9e18)::bigint), ''), 'hex') FROM generate_series(1, $((block_bytes / 8)))" >"$dir/block"
printf "INSERT INTO entry(bytes) VALUES (decode('%s', 'hex'));\n" "$(cat "$dir/block")" >"$dir/block.sql"
cat >"$dir/rows.sql" <<SQL
WITH b AS (SELECT nextval('batch') AS n)
INSERT INTO usage_record SELECT i % 1000, b.n * 100 + i / 1000, i % 4, b.n * 10000, b.n * 10000 + 9990, 8000
FROM b, generate_series(0, $((records - 1))) i;
SQL
chmod -R a+rX "$dir"
rate() { as_owner pgbench -h "$dir" -n -M simple -c 1 -T "$seconds" -f "$1" postgres 2>/dev/null | awk '/^tps/ {print $3}'; }

blocks=$(rate "$dir/block.sql")
rows=$(rate "$dir/rows.sql")
awk -v b="$blocks" -v r="$rows" -v n="$records" 'BEGIN {
  printf "one block of %d records a row: %d commits/s, %d records/s\n", n, b, b * n
  printf "one row a record:              %d commits/s, %d records/s (no balances updated)\n", r, r * n
  printf "ratio %.1f\n", b / r }'
