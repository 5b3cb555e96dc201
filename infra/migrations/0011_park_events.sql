-- An event that cannot be applied waits, and its subject's later ones behind it, instead of
-- stopping the projector. The tables as services/projector/schema.sql has them for versions
-- made from now on; the versions that stand get them here.
set local role chitieu_projector;

do $$
declare
  version record;
  in_schema text;
begin
  for version in select v.version, v.live from projector.view_versions as v loop
    in_schema := 'read_' || version.version;
    execute format(
      'create table %I.parked_subjects (
         partition integer not null,
         subject text collate "C" not null,
         since_offset bigint not null,
         rows_as_of date not null,
         code text not null,
         vi text not null,
         en text not null,
         event text,
         primary key (partition, subject)
       )', in_schema
    );
    execute format(
      'create table %1$I.parked_events (
         partition integer not null,
         "offset" bigint not null,
         subject text collate "C" not null,
         timestamp_ms bigint not null,
         key bytea,
         value bytea,
         headers bytea not null,
         primary key (partition, "offset"),
         foreign key (partition, subject)
           references %1$I.parked_subjects (partition, subject)
       )', in_schema
    );
    execute format(
      'create index parked_events_of_subject
       on %I.parked_events (partition, subject, "offset")', in_schema
    );
    if version.live then
      execute format(
        'create view read.parked_subjects as
         select
           s.subject, s.partition, s.since_offset, s.rows_as_of, s.code, s.vi, s.en, s.event,
           (
             select count(*) from %1$I.parked_events as e
             where e.partition = s.partition and e.subject = s.subject
           ) as events,
           (
             select to_timestamp(min(e.timestamp_ms) / 1000.0) from %1$I.parked_events as e
             where e.partition = s.partition and e.subject = s.subject
           ) as since
         from %1$I.parked_subjects as s', in_schema
      );
    end if;
  end loop;
end
$$;
