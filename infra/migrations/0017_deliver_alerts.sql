-- The way of alerts to people: one row per notice (alert, change, channel, recipient), what came
-- of it, how each channel fares, and the attempts that wait to be told on the topic.
set local role chitieu_alerts;

create table alerts.deliveries (
  place bigint generated always as identity primary key,
  -- UUIDv5 of alert, change, channel and recipient: the same on every duplicate.
  notice_id uuid not null unique,
  -- Of a report about a channel there is no alert, but words.
  alert_id uuid,
  seq int,
  report jsonb,
  channel text not null,
  recipient text not null,
  -- For readers: as much of the address as tells who, not how to reach him.
  recipient_shown text not null,
  route text not null,
  -- The morning whose digest it waits for; null: at once.
  digest_on date,
  -- What it goes in: itself, or a digest; null until its digest is put together.
  message_id uuid,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'given_up')),
  attempts int not null default 0 check (attempts >= 0),
  due_at timestamptz not null,
  code text not null default '',
  queued_at timestamptz not null,
  ended_at timestamptz,
  check ((alert_id is null) = (seq is null) and (alert_id is null) = (report is not null)),
  check ((state = 'waiting') = (ended_at is null)),
  check (digest_on is not null or message_id is not null)
);
create index deliveries_due_idx on alerts.deliveries (channel, due_at) where state = 'waiting';
create index deliveries_order_idx on alerts.deliveries (channel, recipient, alert_id, place)
  where state = 'waiting';
create index deliveries_log_idx on alerts.deliveries (alert_id, place);
create index deliveries_ended_idx on alerts.deliveries (ended_at) where ended_at is not null;
grant select (
  place, notice_id, alert_id, seq, channel, recipient_shown, route, digest_on, message_id, state,
  attempts, due_at, code, queued_at, ended_at
) on alerts.deliveries to chitieu_api;

create table alerts.delivery_outbox (
  place bigint generated always as identity primary key,
  subject text not null,
  body bytea not null
);

create table alerts.channels (
  channel text primary key,
  -- Digest of how it is configured: a channel that was changed starts anew.
  revision text not null,
  state text not null check (state in ('working', 'failing', 'disabled')),
  code text not null default '',
  -- Nothing is sent before; a receiver asked for it.
  paused_until timestamptz,
  failing_since timestamptz,
  reported_at timestamptz,
  delivered_at timestamptz
);
grant select on alerts.channels to chitieu_api;
