-- name: progress
-- why: a run is over when everything reserved is on the log, applied, told and taken in
select
  (select coalesce(sum(next_offset), 0)::bigint from read.positions) as applied,
  (select count(*) from ingest.events where partition is null) as unpositioned,
  (select count(*) from projector.outbox where queued) as queued,
  (select coalesce(sum(status_seq), 0)::bigint from alerts.targets) as taken,
  (select count(*) from alerts.outbox) as outbox,
  (select count(*) from alerts.alerts where state = 'open' and class = 'no_report') as silent;

-- name: facts
select agency, event_id from read.facts;

-- name: targets
select status from read.targets;

-- name: tasks
select status from read.tasks;

-- name: open
select body from alerts.alerts where state = 'open';
