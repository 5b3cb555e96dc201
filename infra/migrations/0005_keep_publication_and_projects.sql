-- What ingest must know to say what of a plan has been published, and where the projector
-- keeps the money of a plan's projects.
--
-- All of it can be built again from the log. What was admitted before this has no digest:
-- whoever publishes it again states it again, once.
set local role chitieu_ingest;

alter table ingest.revisions
  add column plan_id text,            -- of what belongs to a plan: itself, targets, tasks, money
  add column row_id text,             -- the row of the plan that it stands in
  add column subject text,
  add column digest bytea check (octet_length(digest) = 32); -- of the state; null: withdrawn
create index revisions_of_plan on ingest.revisions (plan_id) where plan_id is not null;

update ingest.revisions as r
set plan_id = t.plan_id, subject = 'indicator/' || t.indicator_id
from (
  select distinct on (target_id) target_id, plan_id, indicator_id
  from ingest.targets order by target_id, revision desc
) as t
where r.thing = 'target/' || t.target_id;
update ingest.revisions as r
set plan_id = t.plan_id, subject = r.thing
from (
  select distinct on (task_id) task_id, plan_id from ingest.tasks order by task_id, revision desc
) as t
where r.thing = 'task/' || t.task_id;
update ingest.revisions
set plan_id = substr(thing, 6), subject = thing
where thing like 'plan/%';

-- Every statement of the directory, since an earlier one holds on an earlier day: a group lead
-- expands to the members that it had on the plan's.
create table ingest.directory (
  agency_id text not null,
  statement text not null check (statement in ('registered', 'succeeded')),
  revision integer not null check (revision > 0),
  effective_on date not null,
  name text not null,
  kind text not null,
  members text[] not null,            -- of a group; of a succession, those who answer from then on
  primary key (agency_id, statement, revision)
);
insert into ingest.directory (agency_id, statement, revision, effective_on, name, kind, members)
select
  a.agency_id, 'registered', coalesce(r.revision, 1), date '2000-01-01', a.agency_id,
  case when a.is_group then 'group' else 'agency' end, a.members
from ingest.agencies as a
left join ingest.revisions as r on r.thing = 'agency/' || a.agency_id;

reset role;
set local role chitieu_projector;

-- A project with its amounts, as services/projector/schema.sql has it for versions made from
-- now on; the versions that stand get it here. Projects whose events were applied already are
-- derived when the day of their partition is next moved.
do $$
declare
  version record;
  in_schema text;
begin
  for version in select v.version, v.live from projector.view_versions as v loop
    in_schema := 'read_' || version.version;
    execute format(
      'create table %I.projects (
         project_id text collate "C" not null,
         plan_id text collate "C" not null,
         row_id text collate "C",
         agency text collate "C",
         known_partition integer not null,
         known_offset bigint not null,
         body jsonb not null,
         primary key (project_id, plan_id)
       )', in_schema
    );
    execute format('create index projects_of_plan on %I.projects (plan_id)', in_schema);
    execute format(
      'create index money_of_plans on %I.facts (subject) where type in (
         ''vn.chitieu.budget.allocated.v1'', ''vn.chitieu.budget.disbursed.v1''
       )', in_schema
    );
    execute format(
      'update %1$I.subjects as s set review_after = p.swept_to
       from %1$I.positions as p
       where p.partition = s.partition and s.subject like ''project/%%''', in_schema
    );
    if version.live then
      execute format(
        'create view read.projects as
         select j.project_id, j.plan_id, j.row_id, j.agency, p.swept_to as as_of,
                j.known_partition, j.known_offset, j.body
         from %1$I.projects as j
         join %1$I.positions as p on p.partition = j.known_partition', in_schema
      );
    end if;
  end loop;
end
$$;
