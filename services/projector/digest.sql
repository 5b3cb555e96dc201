-- name: settle_text
-- why: a row's text must not depend on who asks; these are what row::text depends on
select
  pg_catalog.set_config('timezone', 'UTC', true),
  pg_catalog.set_config('datestyle', 'ISO, YMD', true),
  pg_catalog.set_config('intervalstyle', 'iso_8601', true),
  pg_catalog.set_config('extra_float_digits', '1', true),
  pg_catalog.set_config('bytea_output', 'hex', true);

-- name: digest_statements
-- why: one statement per table of a version. Columns are named, in the order of their names,
-- so that a table that a migration altered equals one that was made new; the sums do not
-- depend on the order of rows, and are exact (the sum of bigints is numeric). A row is hashed as
-- it lies, column by column: to write it out as text takes three times as long. Only what may be
-- equal and yet not the same (JSON, decimals) is hashed as its text
select
  c.relname as name,
  pg_catalog.format(
    'select pg_catalog.count(*)'
    ', coalesce(pg_catalog.sum(pg_catalog.hash_record_extended(line, 1)), 0)'
    ', coalesce(pg_catalog.sum(pg_catalog.hash_record_extended(line, 2)), 0)'
    -- "offset 0" keeps the planner from putting each row together once for each hash.
    ' from (select row(%s) as line from %I.%I offset 0) as t',
    pg_catalog.string_agg(
      case
        when a.atttypid in (
          'bool'::regtype, 'int4'::regtype, 'int8'::regtype, 'text'::regtype, 'text[]'::regtype,
          'bytea'::regtype, 'date'::regtype, 'timestamptz'::regtype
        ) then pg_catalog.quote_ident(a.attname)
        else pg_catalog.quote_ident(a.attname) || '::text'
      end,
      ', ' order by a.attname collate "C"
    ),
    n.nspname,
    c.relname
  ) as statement
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_attribute as a
  on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname = $1::text
  and c.relkind = 'r'
  and c.relname <> all($2::text[])
  and a.attname <> all($3::text[])
group by n.nspname, c.relname
order by c.relname collate "C";
