-- By which chain and days alerts fall due is told before them, as parameters are: each chain under
-- its digest, and which of them wait to be sent. The topic chitieu.alerts.v1 is their truth.
set local role chitieu_alerts;

create table alerts.chains (
  rule text primary key,
  -- The event, as it is told.
  body bytea not null
);

create table alerts.chains_outbox (
  rule text primary key references alerts.chains (rule)
);
