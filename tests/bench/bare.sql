-- name: create_tables
create table public.bare_facts (
  agency text collate "C" not null,
  event_id text collate "C" not null,
  subject text collate "C" not null,
  type text collate "C" not null,
  partition integer not null,
  "offset" bigint not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  record bytea not null
);
create table public.bare_status (
  subject text collate "C" primary key,
  partition integer not null,
  "offset" bigint not null,
  status jsonb not null
);
create table public.bare_positions (partition integer primary key, next_offset bigint not null);

-- name: add_key
alter table public.bare_facts add primary key (agency, event_id);

-- name: add_index
create index on public.bare_facts (subject, "offset");

-- name: insert_facts
insert into public.bare_facts
select * from unnest(
  $1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::timestamptz[],
  $8::timestamptz[], $9::bytea[]
)
on conflict (agency, event_id) do nothing;

-- name: upsert_status
insert into public.bare_status
select * from unnest($1::text[], $2::int[], $3::bigint[], $4::jsonb[])
on conflict (subject) do update set
  partition = excluded.partition, "offset" = excluded."offset", status = excluded.status;

-- name: move_positions
insert into public.bare_positions
select * from unnest($1::int[], $2::bigint[])
on conflict (partition) do update set next_offset = excluded.next_offset;

-- name: records_applied
select coalesce(sum(next_offset), 0)::bigint from read.positions;

-- name: still_queued
select exists (select from projector.outbox where queued);

-- name: table_bytes
select pg_total_relation_size($1::text::regclass);

-- name: live_version
select version from projector.view_versions where live;

-- name: alerts_taken_in
-- why: none counts while something waits to be told
select case when exists (select from alerts.outbox) or exists (select from projector.outbox where queued)
       then 0 else (select count(*) from alerts.targets) end

-- name: copy_targets
-- why: statuses as the service keeps them, each under so many names in all
insert into alerts.targets (
  key, status_seq, as_of, known_at, status, received_at, assessed_on, review_on, partition,
  log_partition, calm
)
select replace(key, 'ct-', 'ct-' || n || '-'), status_seq, as_of, known_at,
       convert_to(replace(convert_from(status, 'UTF8'), '"ct-', '"ct-' || n || '-'), 'UTF8'),
       received_at, assessed_on, review_on, partition, log_partition,
       convert_to(replace(convert_from(calm, 'UTF8'), '"ct-', '"ct-' || n || '-'), 'UTF8')
from alerts.targets, generate_series(2, $1::int) as n;

-- name: targets_due
select count(*) from alerts.targets where review_on <= $1;
