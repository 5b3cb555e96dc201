-- GET /v1/me/obligations tells an agency what it owes, so the api must know who asks: the same
-- keys as ingest's, read column by column and never written (docs/decisions/0005).
set local role chitieu_ingest;

grant usage on schema ingest to chitieu_api;
grant select (key_id, agency, scopes, secret_sha256, every_agency, revoked_at)
  on ingest.api_keys to chitieu_api;
