-- People act on alerts over HTTP: who presents a key is looked up column by column, as the api does
-- (docs/decisions/0005), and a command that is sent again gets the answer of the first time.
set local role chitieu_ingest;

grant usage on schema ingest to chitieu_alerts;
grant select (key_id, agency, scopes, secret_sha256, every_agency, revoked_at)
  on ingest.api_keys to chitieu_alerts;

set local role chitieu_alerts;

create table alerts.commands (
  -- Whose key it was; empty: the operator's, who may name any agency.
  agency text not null,
  -- As the sender chose it.
  idempotency_key text not null check (length(idempotency_key) between 1 and 128),
  alert_id uuid not null,
  -- Digest of what was sent, and where to.
  content_sha256 bytea not null check (length(content_sha256) = 32),
  -- The change that it made: the answer.
  seq int not null,
  made_at timestamptz not null,
  primary key (agency, idempotency_key)
);
create index commands_made_idx on alerts.commands (made_at);

-- Up to which state and day an open alert has been looked at for what falls due; without a row, it
-- has not been.
create table alerts.handling (
  alert_id uuid primary key,
  seq int not null,
  looked_on date not null
);

-- Each alert's whole life is shown: what happened, in its order.
grant select (alert_id, seq, body) on alerts.events to chitieu_api;
