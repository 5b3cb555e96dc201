-- "As known at an instant" needs two things that nobody could see so far.
--
-- Whether more may still come to be known of that instant: two narrow views of ingest's ledger,
-- when the oldest event was received that is not on the log yet, and how far the log reaches.
-- The api sees neither which events these are nor whose (docs/decisions/0013).
set local role chitieu_ingest;

create index events_by_position on ingest.events (partition, "offset") where "offset" is not null;

create view ingest.oldest_unsent as
select min(e.received_at) as received_at from ingest.events as e where e.record is not null;

create view ingest.log_ends as
with recursive ends as (
  (
    select e.partition, e."offset"
    from ingest.events as e
    where e."offset" is not null
    order by e.partition desc, e."offset" desc
    limit 1
  )
  union all
  select n.partition, n."offset"
  from ends
  cross join lateral (
    select e.partition, e."offset"
    from ingest.events as e
    where e."offset" is not null and e.partition < ends.partition
    order by e.partition desc, e."offset" desc
    limit 1
  ) as n
)
select ends.partition, ends."offset" + 1 as next_offset from ends;

grant select on ingest.oldest_unsent, ingest.log_ends to chitieu_api;

reset role;
set local role chitieu_projector;

-- And where in each partition an instant lies: the facts by the business day of their receipt,
-- as services/projector/schema.sql has it for versions made from now on.
do $$
declare
  version record;
begin
  for version in select v.version from projector.view_versions as v loop
    execute format(
      'create index facts_by_day on %I.facts
         (partition, ((received_at at time zone ''Asia/Ho_Chi_Minh'')::date), "offset")',
      'read_' || version.version
    );
  end loop;
end
$$;
