-- name: short_waits
-- why: whoever holds a lock that a swap wants goes first; shorter than deadlock_timeout
select pg_catalog.set_config('lock_timeout', '900ms', true),
  pg_catalog.set_config('synchronous_commit', 'on', true);

-- name: who_holds_views
-- why: what has read from the views and not ended its transaction, a dump for one, holds up a swap
select distinct a.application_name || ' (pid ' || a.pid || ')' as holder
from pg_catalog.pg_locks as l
join pg_catalog.pg_class as c on c.oid = l.relation
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_stat_activity as a on a.pid = l.pid
where n.nspname = 'read' and l.granted and a.pid <> pg_catalog.pg_backend_pid()
order by holder
limit 5;
