-- What alerts are decided by is told before them: the parameters of forecasts of each class, and
-- which of them wait to be sent. The topic chitieu.alerts.v1 is their truth, as it is of alerts.
set local role chitieu_alerts;

create table alerts.parameters (
  class_id text not null,
  -- Of a class the highest is in force.
  version int not null check (version >= 0),
  -- The event, as it is told.
  body bytea not null,
  primary key (class_id, version)
);

create table alerts.parameters_outbox (
  class_id text not null,
  version int not null,
  primary key (class_id, version),
  foreign key (class_id, version) references alerts.parameters (class_id, version)
);
