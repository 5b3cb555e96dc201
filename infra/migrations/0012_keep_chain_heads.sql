-- The head of each partition's hash chain stands with its position, and readers see it, so that
-- anyone who reads the log can compare (services/projector/chain.py).
--
-- A version that has applied records without a chain keeps none: its head is unknown until the
-- log is read again from the start, which a rebuild does.
set local role chitieu_projector;

do $$
declare
  version record;
begin
  for version in select v.version, v.live from projector.view_versions as v loop
    execute format(
      'alter table %I.positions
         add column chain_sha256 bytea check (octet_length(chain_sha256) = 32)',
      'read_' || version.version
    );
    execute format(
      'update %I.positions
       set chain_sha256 = sha256(''chitieu.log.v1''::bytea || int4send(partition))
       where next_offset = 0',
      'read_' || version.version
    );
    if version.live then
      execute format(
        'create or replace view read.positions as
         select partition, next_offset, swept_to, updated_at, chain_sha256 from %I.positions',
        'read_' || version.version
      );
    end if;
  end loop;
end
$$;
