-- Every answer about a target tells how its indicator is defined. Without an index of their own the
-- definitions are looked for among all reports of the indicator, so that the answer about today
-- would take longer with every year; as services/projector/indexes.sql has it for new versions.
set local role chitieu_projector;

do $$
declare
  version record;
begin
  for version in select v.version from projector.view_versions as v loop
    execute format(
      'create index if not exists definitions_of_indicators on %I.facts (subject) where type in (
         ''vn.chitieu.indicator.defined.v1'', ''vn.chitieu.indicator.redefined.v1''
       )',
      'read_' || version.version
    );
  end loop;
end
$$;
