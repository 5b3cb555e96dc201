-- name: parked
-- why: whoever runs chitieu sees what waits behind an event that cannot be applied, and whoever
-- looks at a target or task of such a subject is told; ($2, $3) is the last row already sent
select
  p.subject, p.partition, p.since_offset, p.rows_as_of, p.code, p.vi, p.en, p.event, p.events,
  p.since
from read.parked_subjects as p
where ($1::text is null or p.subject = $1)
  and ($2::text is null or (p.subject, p.partition) > ($2, $3::int))
order by p.subject, p.partition
limit $4
