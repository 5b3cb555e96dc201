-- Where in each partition an instant lies. All of these walk from business day to business day
-- of receipt (index facts_by_day), never over all facts; what the api may see of ingest's
-- ledger are two views without any event (docs/decisions/0013).

-- name: first_after
-- why: an instant stands before the first record of each partition that was received later: the
--      first of a later day, or of that day ($2) one received at $1 or after
select p.partition, least(own.first, later.first) as first_after
from read.positions as p
left join lateral (
  select f."offset" as first
  from read.facts as f
  where f.partition = p.partition
    and (f.received_at at time zone 'Asia/Ho_Chi_Minh')::date = $2
    and f.received_at >= $1
  order by f."offset"
  limit 1
) as own on true
left join lateral (
  with recursive days as (
    select $2::date as day, null::bigint as first
    union all
    select n.day, n.first
    from days as d
    cross join lateral (
      select (f.received_at at time zone 'Asia/Ho_Chi_Minh')::date as day, f."offset" as first
      from read.facts as f
      where f.partition = p.partition
        and (f.received_at at time zone 'Asia/Ho_Chi_Minh')::date > d.day
      order by (f.received_at at time zone 'Asia/Ho_Chi_Minh')::date, f."offset"
      limit 1
    ) as n
  )
  select min(d.first) as first from days as d
) as later on true
where least(own.first, later.first) is not null

-- name: day_of_positions
-- why: positions have a day too, that on which the last of their records was received; $1 are
--      the offsets behind them, the first that of partition 0
with recursive days as (
  select
    (k.at - 1)::integer as partition, k.next_offset, 'infinity'::date as day, false as known
  from unnest($1::bigint[]) with ordinality as k (next_offset, at)
  where k.next_offset > 0
  union all
  select d.partition, d.next_offset, n.day, n.first < d.next_offset
  from days as d
  cross join lateral (
    select
      (f.received_at at time zone 'Asia/Ho_Chi_Minh')::date as day,
      (
        select e."offset"
        from read.facts as e
        where e.partition = d.partition
          and (e.received_at at time zone 'Asia/Ho_Chi_Minh')::date
            = (f.received_at at time zone 'Asia/Ho_Chi_Minh')::date
        order by e."offset"
        limit 1
      ) as first
    from read.facts as f
    where f.partition = d.partition
      and (f.received_at at time zone 'Asia/Ho_Chi_Minh')::date < d.day
    order by (f.received_at at time zone 'Asia/Ho_Chi_Minh')::date desc
    limit 1
  ) as n
  where not d.known
)
select max(d.day) from days as d where d.known

-- name: log_ends
-- why: a record that the ledger knows the place of and that is not applied is not settled
select e.partition, e.next_offset from ingest.log_ends as e

-- name: parked
-- why: an event that waits is known and not applied: what it would change is not settled. A record
-- that is none of ingest's changes nothing
select s.partition, min(s.since_offset) as since_offset
from read.parked_subjects as s
where s.since is not null and s.code <> 'foreign_record'
group by s.partition

-- name: oldest_unsent
-- why: an event that was received and is not on the log yet will come to be known of an instant
select u.received_at from ingest.oldest_unsent as u
