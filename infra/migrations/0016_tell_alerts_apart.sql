-- A target may have an alert of each kind: of a miss to be feared, of a report that is missing, of
-- a value that looks wrong. What words there are is the contract's to say, no longer the table's.
set local role chitieu_alerts;

alter table alerts.alerts drop constraint alerts_class_check;
alter table alerts.alerts drop constraint alerts_outcome_check;
alter table alerts.alerts
  add column kind text not null default 'target',
  add column stage text not null default 'at_risk',
  add column addressees text[] not null default '{}';
drop index alerts.alerts_open_idx;
-- One open alert of a kind per target and scope, whatever the program does.
create unique index alerts_open_idx on alerts.alerts (target_id, scope, kind) where state = 'open';
drop index alerts.alerts_of_target_idx;
create index alerts_of_target_idx on alerts.alerts (target_id, scope, kind, opening desc);

-- The latest alert of each kind that a target or task is joined to.
alter table alerts.targets add column alert_ids uuid[] not null default '{}';
update alerts.targets set alert_ids = array[alert_id] where alert_id is not null;
alter table alerts.targets drop column alert_id, drop column openings;
