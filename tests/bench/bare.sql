-- name: create_table
create table public.bare_facts (
    agency text not null,
    event_id text not null,
    subject text not null,
    occurred_at timestamptz not null,
    record bytea not null,
    primary key (agency, event_id)
);

-- name: create_positions
create table public.bare_positions (partition int primary key, next_offset bigint not null);

-- name: upsert_facts
insert into public.bare_facts (agency, event_id, subject, occurred_at, record)
select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bytea[])
on conflict (agency, event_id) do update set record = excluded.record;

-- name: move_positions
insert into public.bare_positions (partition, next_offset)
select * from unnest($1::int[], $2::bigint[])
on conflict (partition) do update set next_offset = excluded.next_offset;

-- name: records_applied
select coalesce(sum(next_offset), 0)::bigint from read.positions;
