-- A version of the views is rebuilt from the log beside the live one, proved equal to it (or
-- different as declared) and put in its place. What was proved, by which program, is kept.
set local role chitieu_projector;

-- The version that was live before this one; `chitieu rebuild --back` returns to it.
alter table projector.view_versions
  add column former boolean not null default false,
  add constraint not_live_and_former check (not (live and former));
create unique index one_version_is_former on projector.view_versions (former) where former;

create table projector.rebuilds (
  id integer generated always as identity primary key,
  version integer not null,
  -- The live version that it was to replace.
  replaces integer not null,
  kind text not null check (kind in ('rebuild', 'back')),
  -- The program's version, and a digest of its rules: what it folds with.
  program text not null,
  state text not null check (
    state in ('building', 'built', 'proved', 'refused', 'swapped', 'dropped')
  ),
  begun_at timestamptz not null,
  changed_at timestamptz not null,
  -- What was proved, in words for people and numbers for programs (rebuild/record.py).
  report jsonb not null
);
