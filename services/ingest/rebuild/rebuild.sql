-- name: create_statements
-- why: what the registry is folded from; ordered by thing, since each is folded by itself
create unlogged table ingest_rebuilt.statements (
  thing text not null,
  revision integer not null,
  agency text not null,
  id text not null,
  record bytea not null,
  primary key (agency, id)
)

-- name: index_statements
create index statements_by_thing on ingest_rebuilt.statements (thing, revision)

-- name: create_repeats
-- why: the other places of what stands on the log more than once
create unlogged table ingest_rebuilt.repeats (
  agency text not null,
  id text not null,
  "offset" bigint not null,
  primary key (agency, id, "offset")
)

-- name: hold_admission
-- why: for the session, so that it can be let go before the transaction ends
select pg_advisory_lock($1)

-- name: let_admission_go
select pg_advisory_unlock($1)

-- name: add_logged
-- why: a record that was sent twice stands twice on the log; its lowest position counts. A row
--      whose content differs is not written, which the caller sees by the count
insert into ingest_rebuilt.events as e
  (agency, id, digest, subject, type, scope, partition, "offset", received_at, claimed_at)
select distinct on (u.agency, u.id)
  u.agency, u.id, u.digest, u.subject, u.type, u.scope, $9, u."offset", u.received_at,
  u.received_at
from unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::text[],
            $7::bigint[], $8::timestamptz[])
  as u (agency, id, digest, subject, type, scope, "offset", received_at)
order by u.agency, u.id, u."offset"
on conflict (agency, id) do update
set partition = excluded.partition,
    "offset" = least(e."offset", excluded."offset"),
    record = null,
    received_sha256 = null
where e.digest = excluded.digest

-- name: note_repeats
-- why: where the first acknowledgement of a record was lost, the ledger knows a later place only
insert into ingest_rebuilt.repeats (agency, id, "offset")
select u.agency, u.id, u."offset"
from unnest($1::text[], $2::text[], $3::bigint[]) as u (agency, id, "offset")
join ingest_rebuilt.events b using (agency, id)
where u."offset" > b."offset"
on conflict do nothing

-- name: add_statements
insert into ingest_rebuilt.statements (thing, revision, agency, id, record)
select * from unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::bytea[])
on conflict (agency, id) do nothing

-- name: add_promises
-- why: what is reserved and not on the log yet was decided upon, and will be there
insert into ingest_rebuilt.events
  (agency, id, digest, subject, type, scope, record, received_sha256, received_at, claimed_at)
select agency, id, digest, subject, type, scope, record, received_sha256, received_at, claimed_at
from ingest.events where record is not null
on conflict (agency, id) do nothing
returning record

-- name: things_after
select distinct thing from ingest_rebuilt.statements where thing > $1 order by thing limit $2

-- name: statements_of
select thing, record from ingest_rebuilt.statements where thing = any($1::text[])
order by thing, revision, agency, id

-- name: forget_things
-- why: a thing of which more was stated is folded again, from its first statement
with
  r as (delete from ingest_rebuilt.revisions where thing = any($1::text[])),
  p as (delete from ingest_rebuilt.plans where 'plan/' || plan_id = any($1::text[])),
  i as (delete from ingest_rebuilt.indicators where 'indicator/' || indicator_id = any($1::text[])),
  t as (delete from ingest_rebuilt.targets where 'target/' || target_id = any($1::text[])),
  k as (delete from ingest_rebuilt.tasks where 'task/' || task_id = any($1::text[])),
  a as (delete from ingest_rebuilt.agencies where 'agency/' || agency_id = any($1::text[]))
delete from ingest_rebuilt.directory
where case statement when 'registered' then 'agency/' else 'succession/' end || agency_id
      = any($1::text[])

-- name: analyze
analyze ingest_rebuilt.events, ingest_rebuilt.statements, ingest_rebuilt.revisions

-- name: note_differing_events
-- why: claimed_at is the relay's own, and a row whose position is not written yet, or was written
--      after the log was read, is on its way and not different; nor is one that names a later of
--      several places
insert into ingest_rebuilt.differences ("table", key, kind, old, new)
select 'events', concat_ws('/', agency, id),
       case when l.agency is null then 'added' when b.agency is null then 'removed'
            else 'changed' end,
       case when l.agency = b.agency then to_jsonb(l) - 'claimed_at' end,
       case when l.agency = b.agency then to_jsonb(b) - 'claimed_at' end
from ingest.events l
full join ingest_rebuilt.events b using (agency, id)
where l.agency is null or b.agency is null
   or row(l.digest, l.subject, l.type, l.scope, l.received_at)
      is distinct from row(b.digest, b.subject, b.type, b.scope, b.received_at)
   or (row(l.partition, l."offset") <> row(b.partition, b."offset")
       and not exists (select from ingest_rebuilt.repeats r
                       where r.agency = l.agency and r.id = l.id
                         and row(b.partition, r."offset") = row(l.partition, l."offset")))

-- name: mend_events
update ingest.events l
set digest = b.digest, subject = b.subject, type = b.type, scope = b.scope,
    received_at = b.received_at, partition = b.partition, "offset" = b."offset",
    record = null, received_sha256 = null
from ingest_rebuilt.events b
where b.agency = l.agency and b.id = l.id and b."offset" is not null
  and (row(l.digest, l.subject, l.type, l.scope, l.received_at)
         is distinct from row(b.digest, b.subject, b.type, b.scope, b.received_at)
       or (row(l.partition, l."offset") <> row(b.partition, b."offset")
           and not exists (select from ingest_rebuilt.repeats r
                           where r.agency = l.agency and r.id = l.id
                             and row(b.partition, r."offset") = row(l.partition, l."offset"))))

-- name: add_events
insert into ingest.events
select b.* from ingest_rebuilt.events b
where not exists (select from ingest.events l where l.agency = b.agency and l.id = b.id)
