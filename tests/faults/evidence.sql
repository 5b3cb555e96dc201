-- name: progress
-- why: a run is over when everything reserved is on the log, applied, told and taken in
select
  (select coalesce(sum(next_offset), 0)::bigint from read.positions) as applied,
  (select count(*) from ingest.events where partition is null) as unpositioned,
  (select count(*) from ingest.rejections where not sent) as untold_rejections,
  (select count(*) from projector.outbox where queued) as queued,
  (select coalesce(sum(status_seq), 0)::bigint from alerts.targets) as taken,
  (select count(*) from alerts.outbox)
    + (select count(*) from alerts.delivery_outbox)
    + (select count(*) from alerts.deliveries where state = 'waiting') as outbox,
  (select count(*) from alerts.alerts
   where state = 'open' and class = 'missing_report' and target_id = any($1::text[])) as silent;

-- name: facts
select agency, event_id, partition, "offset", record from read.facts;

-- name: ledger
select agency, id, encode(digest, 'hex') as digest, partition, "offset" from ingest.events;

-- name: statuses
select status from read.targets
union all
select status from read.tasks;

-- name: positions
select partition, next_offset, chain_sha256 from read.positions;

-- name: rejections
select id::text, agency, body, sent, repeats from ingest.rejections;

-- name: open
select body from alerts.alerts where state = 'open';

-- name: quarantined
select count(*) from alerts.quarantine;

-- name: parked
select coalesce(sum(events), 0)::bigint from read.parked_subjects;
