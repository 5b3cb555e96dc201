-- name: lock_shared
-- why: reports only read the registry, so any number of instances may admit them at once
select pg_advisory_xact_lock_shared($1)

-- name: lock_alone
-- why: what changes the registry is decided on a registry that nobody else is changing. Row
--      locks would not do: an event may build on a row that does not exist yet
select pg_advisory_xact_lock($1)

-- name: look_up_events
select e.agency, e.id, e.digest, e.subject, e.type, e.scope, e.received_at, e.record,
       e.received_sha256, e.partition, e."offset"
from unnest($1::text[], $2::text[]) as wanted (agency, id)
join ingest.events e using (agency, id)

-- name: reserve_events
-- why: one statement for the whole group, given in (agency, id) order so that two instances
--      never wait for each other in a circle; what another instance reserved meanwhile is
--      not returned, and the caller decides again
insert into ingest.events
  (agency, id, digest, subject, type, scope, record, received_sha256, received_at, claimed_at)
select u.agency, u.id, u.digest, u.subject, u.type, u.scope, u.record, u.received_sha256, $9, $9
from unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::text[],
            $7::bytea[], $8::bytea[])
  as u (agency, id, digest, subject, type, scope, record, received_sha256)
on conflict (agency, id) do nothing
returning agency, id

-- name: write_positions
-- why: the lowest position stands where a record was sent twice; the log has the bytes now
update ingest.events e
set partition = u.partition,
    "offset" = least(e."offset", u."offset"),
    record = null,
    received_sha256 = null
from (
  select * from unnest($1::text[], $2::text[], $3::integer[], $4::bigint[])
    as u (agency, id, partition, "offset")
  order by agency, id
) u
where e.agency = u.agency and e.id = u.id

-- name: claim_unsent_events
-- why: a reserved event without a position is sent again by any instance; taking the claim
--      keeps the others from sending the same one at the same moment
update ingest.events e
set claimed_at = $2
from (
  select agency, id from ingest.events
  where record is not null and claimed_at < $1
  order by claimed_at
  limit $3
  for update skip locked
) due
where e.agency = due.agency and e.id = due.id
returning e.agency, e.id, e.digest, e.subject, e.type, e.scope, e.received_at, e.record,
          e.received_sha256, e.partition, e."offset"

-- name: count_unsent_events
select count(*) from ingest.events where record is not null

-- name: find_event
select agency, id, digest, subject, type, scope, received_at, null::bytea as record,
       null::bytea as received_sha256, partition, "offset"
from ingest.events where agency = $1 and id = $2

-- name: load_reports
select e.agency, e.id, e.subject, e.scope
from unnest($1::text[], $2::text[]) as wanted (agency, id)
join ingest.events e using (agency, id)
where e.type = $3

-- name: load_agencies
select agency_id, slug, is_group
from ingest.agencies where agency_id = any($1::text[])

-- name: load_plans
select plan_id, revision, effective_on, issuer, focal_point, rows
from ingest.plans where plan_id = any($1::text[])
order by plan_id, revision

-- name: load_indicators
select indicator_id, owner, definitions
from ingest.indicators where indicator_id = any($1::text[])

-- name: load_targets
select target_id as id, revision, effective_on, indicator_id, plan_id, scope, lead, period,
       deadline_open
from (
  select * from ingest.targets where indicator_id = any($1::text[])
  union
  select * from ingest.targets where target_id = any($2::text[])
) wanted
order by target_id, revision

-- name: load_tasks
select task_id as id, revision, effective_on, plan_id, scope, lead, period, deadline_open, parts
from ingest.tasks where task_id = any($1::text[])
order by task_id, revision

-- name: load_revisions
select thing, revision, withdrawn, effective_on, plan_id, row_id
from ingest.revisions where thing = any($1::text[])

-- name: save_agency
insert into ingest.agencies (agency_id, slug, is_group) values ($1, $2, $3)
on conflict (agency_id) do update
set slug = excluded.slug, is_group = excluded.is_group

-- name: save_plan
-- why: every revision is kept, since an earlier one holds until the later one's day
insert into ingest.plans (plan_id, revision, effective_on, issuer, focal_point, rows)
values ($1, $2, $3, $4, $5, $6)

-- name: save_indicator
insert into ingest.indicators (indicator_id, owner, definitions) values ($1, $2, $3)
on conflict (indicator_id) do update
set owner = excluded.owner, definitions = excluded.definitions

-- name: save_target
insert into ingest.targets
  (target_id, revision, effective_on, indicator_id, plan_id, scope, lead, period, deadline_open)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: save_task
insert into ingest.tasks
  (task_id, revision, effective_on, plan_id, scope, lead, period, deadline_open, parts)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: save_revision
-- why: of each thing the latest; the row that a withdrawal does not name came with what was known
insert into ingest.revisions
  (thing, revision, withdrawn, effective_on, plan_id, row_id, subject, digest)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (thing) do update
set revision = excluded.revision, withdrawn = excluded.withdrawn,
    effective_on = excluded.effective_on, plan_id = excluded.plan_id,
    row_id = excluded.row_id, subject = excluded.subject,
    digest = excluded.digest

-- name: save_directory
-- why: every statement is kept, since an earlier one holds on an earlier day
insert into ingest.directory
  (agency_id, statement, revision, effective_on, name, kind, members)
values ($1, $2, $3, $4, $5, $6, $7)

-- name: things_of_plan
-- why: whoever publishes a plan again must know what stands, as it was admitted a moment ago
select thing, revision, withdrawn, digest, subject, row_id
from ingest.revisions where plan_id = $1
order by thing
limit $2

-- name: plan_in_registry
select issuer, effective_on from ingest.plans where plan_id = $1
order by revision desc limit 1

-- name: indicators_standing
-- why: those of the plan's targets, and those that are asked for because a plan will use them
select i.indicator_id, i.owner, i.definitions, r.revision, r.digest
from ingest.indicators as i
join ingest.revisions as r on r.thing = 'indicator/' || i.indicator_id
where i.indicator_id = any($1::text[])
   or i.indicator_id in (select t.indicator_id from ingest.targets as t where t.plan_id = $2)
order by i.indicator_id
limit $3

-- name: directory
select agency_id, statement, revision, effective_on, name, kind, members
from ingest.directory
order by agency_id, statement, revision
limit $1

-- name: agencies_of_slugs
select slug, agency_id from ingest.agencies where slug = any($1::text[])

-- name: store_rejections
-- why: an inbound record is refused once, however often it is delivered; a sender over HTTP who
--      does not listen fills no table
insert into ingest.rejections as r
  (id, agency, body, received_sha256, source_topic, source_partition, source_offset, identity,
   repeats, created_at)
select u.id, u.agency, u.body, u.sha256, u.topic, u.partition, u."offset", u.identity, u.repeats,
       $10
from unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[], $5::text[], $6::integer[],
            $7::bigint[], $8::bytea[], $9::integer[])
  as u (id, agency, body, sha256, topic, partition, "offset", identity, repeats)
on conflict (identity) do update
set repeats = least(r.repeats::bigint + excluded.repeats + 1, 2147483647)
where r.source_topic is null

-- name: unsent_rejections
select id, agency, body, created_at from ingest.rejections where not sent order by id limit $1

-- name: mark_rejections_sent
update ingest.rejections set sent = true where id = any($1::uuid[])

-- name: prune_rejections
-- why: as old as the topic keeps them; in small bites, so that no lock is held for long
delete from ingest.rejections
where id in (
  select id from ingest.rejections where created_at < $1 and sent order by created_at limit $2
)
returning id

-- name: list_rejections
-- why: newest first; the cursor is the last id shown. No agency means every one (operator)
select id, body, repeats from ingest.rejections
where ($1::text is null or agency = $1) and ($2::uuid is null or id < $2)
order by id desc limit $3

-- name: insert_key
insert into ingest.api_keys (key_id, agency, scopes, secret_sha256, every_agency, created_at)
values ($1, $2, $3, $4, $5, $6)

-- name: find_key
select key_id, agency, scopes, secret_sha256, every_agency, revoked_at
from ingest.api_keys where key_id = $1

-- name: revoke_key
update ingest.api_keys set revoked_at = coalesce(revoked_at, $2) where key_id = $1
returning key_id

-- name: list_keys
select key_id, agency, scopes, every_agency, created_at, revoked_at
from ingest.api_keys where $1::text is null or agency = $1 order by created_at, key_id
