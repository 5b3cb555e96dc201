-- name: load_due
-- why: what time alone may have changed by the day that the projector has reached for a target,
-- if the target was quiet for the hold ($1) by when the projector had applied all of the log.
-- Rows that the handler holds are being looked at anyway, so they are passed over; as nothing is
-- waited for, any order will do, and that of the index spares sorting all that is due each time.
select t.key, t.status_seq, t.assessed_on, t.calm, t.alert_ids = '{}' as alone, s.swept_to
from alerts.targets t
join alerts.swept s on s.partition = t.partition and s.log_partition = t.log_partition
where t.review_on <= s.swept_to and t.received_at <= s.caught_up_at - $1::interval
order by t.review_on
limit $2
for update of t skip locked;

-- name: save_reviewed
-- why: what the sweep looked at, under the lock of its rows; their statuses are as they were.
update alerts.targets held set
  assessed_on = given.assessed_on,
  review_on = given.review_on,
  alert_ids = given.alert_ids::uuid[],
  calm = given.calm
from unnest($1::text[], $2::date[], $3::date[], $4::text[], $5::bytea[])
  as given (key, assessed_on, review_on, alert_ids, calm)
where held.key = given.key;

-- name: save_quiet
-- why: of what is as calm as it was only the days are others.
update alerts.targets held set assessed_on = given.assessed_on, review_on = given.review_on
from unnest($1::text[], $2::date[], $3::date[]) as given (key, assessed_on, review_on)
where held.key = given.key;
