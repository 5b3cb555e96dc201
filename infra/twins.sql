-- name: create_differences
create unlogged table {built}.differences (
  "table" text not null,
  key text not null,
  kind text not null check (kind in ('added', 'removed', 'changed')),
  old jsonb,
  new jsonb
)

-- name: create_twin
-- why: made like the live table at this moment, so no migration has to know of it; not logged,
--      since what is lost with the server is built again
create unlogged table {built}.{table}
  (like {live}.{table} including defaults including constraints including indexes)

-- name: drop_twin
drop table if exists {built}.{table}

-- name: forget_differences
truncate {built}.differences

-- name: note_differing
-- why: of a row that only one of the two has, the key is told
insert into {built}.differences ("table", key, kind, old, new)
select '{table}', concat_ws('/', {keys}),
       case when l.{first} is null then 'added' when b.{first} is null then 'removed'
            else 'changed' end,
       case when l.{first} = b.{first} then to_jsonb(l) end,
       case when l.{first} = b.{first} then to_jsonb(b) end
from {live}.{table} l
full join {built}.{table} b using ({keys})
where row(l.*) is distinct from row(b.*)

-- name: delete_differing
delete from {live}.{table} l
where not exists (
  select from {built}.{table} b where {same_key} and row(b.*) is not distinct from row(l.*)
)

-- name: insert_missing
insert into {live}.{table}
select b.* from {built}.{table} b
where not exists (select from {live}.{table} l where {same_key})

-- name: count_differences
select "table", kind, count(*) as rows from {built}.differences group by 1, 2 order by 1, 2

-- name: first_differences
select "table", key, kind, old, new from {built}.differences order by "table", key limit $1

-- name: count_rows
select count(*) from {built}.{table}
