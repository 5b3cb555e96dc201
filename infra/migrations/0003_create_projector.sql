-- What the projector keeps outside the versions of its views: which version is live, and
-- what it has yet to tell. Both outlive a rebuild.
set local role chitieu_projector;

-- Version n of the views is schema read_<n>; the views in `read` show the live one.
create table projector.view_versions (
  version integer primary key check (version > 0),
  live boolean not null
);
create unique index one_version_is_live on projector.view_versions (live) where live;

-- The latest status of each target or task and scope, and whether chitieu.status.v1 has it.
-- `payload` is the canonical JSON of the status, kept as bytes because jsonb would reorder
-- them; as_of, known_at and decided_at belong to the moment at which it last changed.
create table projector.outbox (
  key text collate "C" primary key,
  partition integer not null,
  status_seq bigint not null check (status_seq > 0),
  payload bytea not null,
  as_of date not null,
  known_at text not null,
  decided_at timestamptz not null,
  queued boolean not null
);
create index outbox_queued on projector.outbox (partition, key) where queued;

-- A schema's name cannot be a parameter of CREATE SCHEMA; here it is built from a number.
create function projector.create_view_schema(version integer) returns text
language plpgsql
set search_path = pg_catalog
as $$
declare
  name constant text := 'read_' || version;
begin
  execute format('create schema %I', name);
  return name;
end
$$;
