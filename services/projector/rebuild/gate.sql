-- name: live_position_rows
-- why: the positions of the version that search_path names, with all that is proved of them
select
  partition, next_offset, swept_to, witness_offset, witness_timestamp_ms, witness_sha256,
  chain_sha256
from positions
order by partition;

-- name: live_parked
-- why: what waits in the live version came to wait on a day, and its rows hold as of that day
select partition, subject, since_offset, rows_as_of
from parked_subjects
order by partition, since_offset;

-- name: row_statements
-- why: of a table of both versions: how its rows are listed in the order of their keys, each as
-- its key and two hashes, and how one row is read in full. The columns that prove nothing are
-- left out as in digest.sql
with columns as (
  select
    a.attname as name,
    coalesce(a.attnum = any(i.indkey), false) as is_key,
    pg_catalog.array_position(i.indkey::int2[], a.attnum) as key_at,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  join pg_catalog.pg_attribute as a
    on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_catalog.pg_index as i on i.indrelid = c.oid and i.indisprimary
  where n.nspname = $1::text and c.relname = $2::text and a.attname <> all($3::text[])
)
select
  pg_catalog.format(
    'select %1$s, pg_catalog.hashtextextended(t::text, 1), pg_catalog.hashtextextended(t::text, 2)'
    ' from (select %2$s from %3$I.%4$I) as t order by %1$s',
    pg_catalog.string_agg(pg_catalog.quote_ident(name), ', ' order by key_at)
      filter (where is_key),
    pg_catalog.string_agg(pg_catalog.quote_ident(name), ', ' order by name collate "C"),
    $1::text, $2::text
  ) as listing,
  pg_catalog.format(
    'select pg_catalog.to_jsonb(t) from (select %s from %I.%I) as t where %s',
    pg_catalog.string_agg(pg_catalog.quote_ident(name), ', ' order by name collate "C"),
    $1::text, $2::text,
    pg_catalog.string_agg(
      pg_catalog.format('%I = $%s::%s', name, key_at + 1, type), ' and ' order by key_at
    ) filter (where is_key)
  ) as reading
from columns
having count(*) > 0;

-- name: list_outbox
-- why: what was told last, as the snapshot has it
select
  key, pg_catalog.hashtextextended(payload::text, 1), pg_catalog.hashtextextended(payload::text, 2)
from projector.outbox
order by key;

-- name: list_statuses
-- why: what the new version would tell
select
  key, pg_catalog.hashtextextended(payload::text, 1), pg_catalog.hashtextextended(payload::text, 2)
from statuses
order by key;

-- name: read_outbox
-- why: what was told last of one target or task
select pg_catalog.convert_from(payload, 'UTF8')::jsonb from projector.outbox where key = $1::text;

-- name: read_status
-- why: what would be told of it
select pg_catalog.convert_from(payload, 'UTF8')::jsonb from statuses where key = $1::text;
