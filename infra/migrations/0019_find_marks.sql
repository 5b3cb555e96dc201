-- The record of alerts is folded from those that were marked, which are few beside all of them.
set local role chitieu_alerts;

create index alerts_marked_idx on alerts.alerts (plan_id) where body ? 'score';
