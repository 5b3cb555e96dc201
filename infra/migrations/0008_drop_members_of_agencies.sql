-- Who belongs to a group is in ingest.directory, with the day from which it holds; the copy of
-- the latest was written with every registration and read by nobody since 0005 moved it.
set local role chitieu_ingest;

alter table ingest.agencies drop column members;
