-- name: share_views
-- why: a version that nobody sees is not guarded by the lock of the live one
select $1::bigint;

-- name: enter_live_version
-- why: "live" is, to whoever brings this version up to date, this version
select version, pg_catalog.set_config('search_path', 'read_' || version, true)
from projector.view_versions
where version = pg_catalog.current_setting('chitieu.building_version')::int;

-- name: queue_statuses
-- why: what would be told is kept beside the rows; readers are told only of what differs, by the
-- swap
insert into statuses (key, partition, payload, as_of, known_at, decided_at)
select * from unnest(
  $1::text[], $2::int[], $3::bytea[], $4::date[], $5::text[], $6::timestamptz[]
) as s (key, partition, payload, as_of, known_at, decided_at)
on conflict (key) do update
set
  partition = excluded.partition,
  payload = excluded.payload,
  as_of = excluded.as_of,
  known_at = excluded.known_at,
  decided_at = excluded.decided_at
where statuses.payload is distinct from excluded.payload;
