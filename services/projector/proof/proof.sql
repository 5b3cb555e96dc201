-- name: settle_session
-- why: between two pieces of facts the log is read, and Kafka may be slow; nothing is held up by
-- this transaction, which only reads
select pg_catalog.set_config('idle_in_transaction_session_timeout', '10min', false);

-- name: view_heads
-- why: where the live view stands in each partition, and the chain's head there
select partition, next_offset, chain_sha256 from read.positions order by partition;

-- name: kept_facts
-- why: what the facts table holds of a partition, all or every so many; hashed where it lies
select "offset", sha256(record) as digest
from read.facts
where partition = $1::int and "offset" < $2::bigint and "offset" % $3::bigint = 0
order by "offset";

-- name: facts_by_id
-- why: an event that stands on the log twice is kept once, under its id
select agency, event_id, partition, "offset", sha256(record) as digest
from read.facts
where (agency, event_id) in (select * from unnest($1::text[], $2::text[]));

-- name: waiting_subjects
-- why: what is parked is not among the facts yet
select subject, since_offset from read.parked_subjects where partition = $1::int;
