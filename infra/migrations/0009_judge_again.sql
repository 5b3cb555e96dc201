-- More kinds of rule and deadline are judged than the first release knew, members are added up
-- and tasks have quantities: a status stored before is not what a rebuild would give. So every
-- target and task is judged again when the day of its partition is next moved; what comes out
-- the same is told to nobody.
set local role chitieu_projector;

do $$
declare
  version record;
begin
  for version in select v.version from projector.view_versions as v loop
    execute format(
      'update %1$I.subjects as s set review_after = p.swept_to
       from %1$I.positions as p
       where p.partition = s.partition
         and (s.subject like ''indicator/%%'' or s.subject like ''task/%%'')',
      'read_' || version.version
    );
  end loop;
end
$$;
