-- One role and one schema per writing service, so that what a service may not touch, it
-- cannot touch. The roles cannot log in: the services' login is a member of them and takes
-- the one it needs when a session opens.
--
-- Roles belong to the whole cluster, so another database may have created them already, or
-- may be creating them at this moment: both are fine.
do $$
declare
  wanted text;
  -- Until PostgreSQL 15 every member may take a role; from 16 on that is a right of its own.
  may_take constant text := case
    when pg_catalog.current_setting('server_version_num')::int >= 160000 then 'set'
    else 'member'
  end;
begin
  foreach wanted in array array[
    'chitieu_ingest', 'chitieu_projector', 'chitieu_alerts', 'chitieu_api'
  ] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin', wanted);
      exception when duplicate_object or unique_violation then
        null;  -- another database's migration was faster
      end;
    end if;
    if not pg_catalog.pg_has_role(current_user, wanted, may_take) then
      begin
        execute format('grant %I to %I', wanted, current_user);
      exception when unique_violation or internal_error then
        -- Two grants of one role at the same time collide; one of them is enough.
        if not pg_catalog.pg_has_role(current_user, wanted, may_take) then
          raise;
        end if;
      end;
    end if;
    -- A new function is nobody's to call until it is granted.
    execute format(
      'alter default privileges for role %I revoke execute on functions from public', wanted
    );
  end loop;
end
$$;

-- Nobody has anything that is not given to him below.
do $$
declare
  here constant text := pg_catalog.current_database();
begin
  execute format('revoke all on database %I from public', here);
  execute format(
    'grant connect on database %I to chitieu_ingest, chitieu_projector, chitieu_alerts, chitieu_api',
    here
  );
  -- The projector builds each version of its views in a schema of its own, read_<n>, and
  -- may stage what it copies in bulk.
  execute format('grant create, temporary on database %I to chitieu_projector', here);
end
$$;
revoke all on schema public from public;

create schema ingest authorization chitieu_ingest;
create schema projector authorization chitieu_projector;
create schema alerts authorization chitieu_alerts;
-- Only views onto the live version of the projector's tables; replaced by the projector.
create schema read authorization chitieu_projector;

-- The api can only select. A view runs with its owner's rights, so `read` is all that it
-- needs of the projector; of ingest it gets nothing (ingest serves rejections itself), of
-- alerts the latest state of each, given where that table is made.
grant usage on schema read, alerts to chitieu_api;
alter default privileges for role chitieu_projector in schema read
  grant select on tables to chitieu_api;

-- Every service may see which migrations stand, to refuse an older database at start.
grant usage on schema public to chitieu_ingest, chitieu_projector, chitieu_alerts, chitieu_api;
grant select on public.schema_migrations
  to chitieu_ingest, chitieu_projector, chitieu_alerts, chitieu_api;
