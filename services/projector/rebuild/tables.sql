-- name: autovacuum_statements
-- why: a vacuum that begins between two COPYs holds up the indexes, for nothing: no row is dead;
-- nor may it come between a swap and the statuses, which that drops
select pg_catalog.format(
  'alter table %I.%I '
  || case when $2::boolean then 'reset (autovacuum_enabled)' else 'set (autovacuum_enabled = false)' end,
  n.nspname, c.relname
)
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where n.nspname = $1::text and c.relkind = 'r' and not ($2::boolean and c.relname = 'statuses')
order by c.oid;

-- name: analyze_tables
-- why: the planner has not seen these tables yet. Events and statuses as such are never looked for
-- by what is in them, and are most of what would be read
select pg_catalog.format(
  'analyze %I.%I (%s)',
  n.nspname, c.relname,
  pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum)
)
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_attribute as a
  on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname = $1::text and c.relkind = 'r'
  and a.atttypid not in ('bytea'::regtype, 'jsonb'::regtype)
group by c.oid, n.nspname, c.relname
order by c.oid;
