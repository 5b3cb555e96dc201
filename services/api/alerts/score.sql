-- What the record of alerts is folded from: marks, and targets and tasks that were missed.

-- name: scored_alerts
-- why: of all alerts, those that have a mark; the partial index holds no other
select a.body
from alerts.alerts as a
where a.body ? 'score' and ($1::text is null or a.plan_id = $1)
limit $2

-- name: missed
-- why: what an alert should have warned of, whether one did or not
select t.status
from read.targets as t
where (
    t.official_verdict = 'chua_dat'
    or (t.official_verdict is null and t.phase = 'past_due' and t.provisional_verdict = 'chua_dat')
  )
  and ($1::text is null or t.plan_id = $1)
union all
select t.status
from read.tasks as t
where (
    t.official_verdict = 'chua_dat'
    or (
      t.official_verdict is null and t.phase = 'past_due'
      and (t.overdue or t.provisional_verdict = 'chua_dat')
    )
  )
  and ($1::text is null or t.plan_id = $1)
limit $2
