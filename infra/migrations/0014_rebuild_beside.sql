-- `chitieu rebuild --of ingest` and `--of alerts` build tables beside the live ones, each in a
-- schema of its service's own, so that no role may create anything elsewhere.
create schema ingest_rebuilt authorization chitieu_ingest;
create schema alerts_rebuilt authorization chitieu_alerts;

set local role chitieu_alerts;

-- A target of which no status is kept may have an alert all the same, where the tables were
-- rebuilt from the topic of alerts; its next status asks for it.
create index alerts_of_target_idx on alerts.alerts (target_id, scope, opening desc);
