-- name: event_told_twice
-- why: an index of ids could not be made; the first two places of one event that stand in its way
with told_twice as (
  select agency, event_id from facts group by agency, event_id having count(*) > 1 limit 1
)
select f.agency, f.event_id, f.partition, f."offset"
from facts as f
join told_twice using (agency, event_id)
order by f.partition, f."offset"
limit 2;
