-- What came of an attempt is written by its message: without this, each attempt walks through all
-- that waits, and a dead channel's queue is given up in the square of its length.
set local role chitieu_alerts;

create index deliveries_message_idx on alerts.deliveries (message_id) where state = 'waiting';
