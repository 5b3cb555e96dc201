-- name: try_rebuild_lock
-- why: one rebuild at a time; the session that holds it ends with its process
select pg_catalog.pg_try_advisory_lock($1::bigint);

-- name: versions
-- why: which one readers see, and which they saw before
select version, live, former from projector.view_versions order by version;

-- name: next_version
-- why: a number is never used twice, as reports speak of it
select 1 + greatest(
  coalesce((select max(version) from projector.view_versions), 0),
  coalesce((select max(version) from projector.rebuilds), 0)
);

-- name: insert_version
-- why: the version is there, and nobody sees it
insert into projector.view_versions (version, live) values ($1::int, false);

-- name: begin_rebuild
-- why: the record of a rebuild begins with it, so that a killed one can be gone on with
insert into projector.rebuilds (
  version, replaces, kind, program, state, begun_at, changed_at, report
) values ($1::int, $2::int, $3::text, $4::text, 'building', $5::timestamptz, $5::timestamptz, '{}')
returning id;

-- name: unfinished_rebuilds
-- why: versions that were begun and never shown: the latest may be gone on with
select r.id, r.version, r.kind, r.program, r.state
from projector.rebuilds as r
where r.state in ('building', 'built', 'proved', 'refused')
order by r.id desc;

-- name: set_state
-- why: how far a rebuild has come
update projector.rebuilds
set state = $2::text, changed_at = $3::timestamptz, report = report || $4::jsonb
where id = $1::int;

-- name: close_rebuilds_of
-- why: a version that is gone can be neither proved nor shown any more
update projector.rebuilds
set state = 'dropped', changed_at = $2::timestamptz
where version = $1::int and state in ('building', 'built', 'proved', 'refused');

-- name: rebuilds
-- why: the reports that are kept, the latest first
select id, version, replaces, kind, program, state, begun_at, changed_at, report
from projector.rebuilds
where $1::int is null or id = $1::int
order by id desc
limit $2::int;

-- name: expectation_of
-- why: what was declared when this version replaced the one to return to holds backwards too
select report -> 'expectation'
from projector.rebuilds
where version = $1::int and state = 'swapped'
order by id desc
limit 1;

-- name: drop_version_statement
-- why: a schema's name cannot be bound; here it is built from the number of a version that
-- nobody sees
select pg_catalog.format('drop schema if exists %I cascade', 'read_' || version)
from projector.view_versions
where version = $1::int and not live and not former;

-- name: delete_version
-- why: its tables are gone
delete from projector.view_versions where version = $1::int and not live and not former;

-- name: unfollow_former
-- why: one version is kept to return to, the one that is live now
update projector.view_versions set former = false where former;

-- name: retire_live
-- why: it can be returned to
update projector.view_versions set live = false, former = true where live;

-- name: make_live
-- why: from the commit on, readers and projectors see this version
update projector.view_versions set live = true, former = false where version = $1::int;

-- name: drop_statuses
-- why: what a live version tells is the outbox
drop table if exists statuses;

-- name: keep_statuses
-- why: what the version told when it was last live, to be brought up to date with it
insert into statuses (key, partition, payload, as_of, known_at, decided_at)
select key, partition, payload, as_of, known_at, decided_at from projector.outbox;

-- name: tell_differing
-- why: only what differs from what was told last is told; status_seq goes on
with differing as (
  select s.* from statuses as s
  left join projector.outbox as o using (key)
  where o.payload is distinct from s.payload
),
told as (
  insert into projector.outbox as o (
    key, partition, status_seq, payload, as_of, known_at, decided_at, queued
  )
  select key, partition, 1, payload, as_of, known_at, decided_at, true
  from differing
  order by key
  on conflict (key) do update
  set
    partition = excluded.partition,
    status_seq = o.status_seq + 1,
    payload = excluded.payload,
    as_of = excluded.as_of,
    known_at = excluded.known_at,
    decided_at = excluded.decided_at,
    queued = true
  returning 1
)
select count(*) from told;
