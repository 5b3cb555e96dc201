-- A report of a task says how much was done of each part of its quantity; ingest must know the
-- parts to refuse one that the task has not. No task had any before.
set local role chitieu_ingest;

alter table ingest.tasks add column parts text[] not null default '{}';
