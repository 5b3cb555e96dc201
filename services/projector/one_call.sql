-- Two functions of a session by which a batch is written in one round trip. They consist of the
-- statements of queries.sql and outbox.sql, put in where their names stand in braces, with
-- their parameters behind those written out here. A session makes them for itself (in pg_temp),
-- so that they are always those of the program that calls them, and gone with it.
--
-- Two, since a function takes no more than a hundred parameters. Each statement inside sees
-- what was committed before it, as statements of their own would.

-- name: begin_batch
-- why: who may write is settled first: the version by the lock that a swap takes alone, the
-- partitions by compare-and-set. $1 is the version, $2 how many positions move, $3 how many
-- facts are new. Whatever is otherwise raises, and undoes all: ZC001 somebody else wrote,
-- ZC002 what was taken for new is not
create or replace function pg_temp.begin_batch({parameters}) returns integer
language plpgsql as $function$
#variable_conflict use_column
declare
  one_row record;
  live_version integer;
  moved bigint;
  kept bigint;
begin
  for one_row in {share_views} loop
  end loop;
  for one_row in {enter_live_version} loop
    live_version := one_row.version;
  end loop;
  if live_version is distinct from $1::integer then
    raise exception 'another version is live' using errcode = 'ZC001';
  end if;
  with done as ({move_positions})
  select count(*) into moved from done;
  if moved <> $2::bigint then
    raise exception 'another process moved a partition' using errcode = 'ZC001';
  end if;
  with done as ({insert_facts})
  select count(*) into kept from done;
  if kept <> $3::bigint then
    raise exception '% of % facts were new', kept, $3::bigint using errcode = 'ZC002';
  end if;
  return live_version;
end
$function$;

-- name: end_batch
-- why: the rows, and at last the outbox, whose rows are locked in the order of their keys.
-- $1 is what begin_batch returned, so that it has run before
create or replace function pg_temp.end_batch({parameters}) returns integer
language plpgsql as $function$
#variable_conflict use_column
begin
  {save_agencies};
  {save_plans};
  {save_indicators};
  {forget_projects};
  {save_projects};
  {save_targets};
  {save_tasks};
  {save_subjects};
  {queue_statuses};
  return $1::integer;
end
$function$;

-- name: write_batch
-- why: ending takes what beginning returned, so it comes behind
select pg_temp.end_batch(pg_temp.begin_batch({begin_batch}), {end_batch});
