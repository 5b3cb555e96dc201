-- name: name_version
-- why: the version that this session builds, for the statements of building.sql
select pg_catalog.set_config('chitieu.building_version', $1::text, false);

-- name: settle_session
-- why: nobody sees what is built until the swap, whose commit is synchronous and flushes all
-- that came before it; folding takes longer than a batch does, and a process of a killed rebuild
-- may hold its partition until PostgreSQL has undone it. A long statement whose process was killed
-- ends too, with the right to rebuild that its session holds
select
  pg_catalog.set_config('synchronous_commit', 'off', false),
  pg_catalog.set_config('idle_in_transaction_session_timeout', '10min', false),
  pg_catalog.set_config('lock_timeout', '1min', false),
  pg_catalog.set_config('client_connection_check_interval', '2s', false),
  pg_catalog.set_config('maintenance_work_mem', '256MB', false);

-- name: claim_partition
-- why: a process of a killed rebuild may still be at work for a moment; it goes first, or dies
select pg_catalog.pg_advisory_xact_lock(1919050852, $1::int);

-- name: is_built
-- why: a partition's position is written with its last row, so it says whether it is done
select exists(select from positions where partition = $1::int);

-- name: create_statuses
-- why: what the version would tell; the live one's is the outbox
create table statuses (
  key text collate "C" primary key,
  partition integer not null,
  payload bytea not null,
  as_of date not null,
  known_at text not null,
  decided_at timestamptz not null
);

-- name: insert_position
-- why: as live has it after the same records
insert into positions (
  partition, next_offset, swept_to, witness_offset, witness_timestamp_ms, witness_sha256,
  chain_sha256, updated_at
) values (
  $1::int, $2::bigint, $3::date, $4::bigint, $5::bigint, $6::bytea, $7::bytea,
  to_timestamp($5::bigint / 1000.0)
);

-- name: built_partitions
-- why: a rebuild that was killed goes on with the others
select partition from positions;
