-- Of a target of which nothing is to be told, what a look at it on a later day needs: a sweep of
-- very many then reads this, and not their statuses. Null: it is looked at with its whole status.
set local role chitieu_alerts;

alter table alerts.targets add column calm bytea;
