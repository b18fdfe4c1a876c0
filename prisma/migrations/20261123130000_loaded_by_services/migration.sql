-- Who loaded a generation was not told before: where services hold a lane, what it served was theirs, else a replica that begins anew with an older one would be taken for the last word.
UPDATE "generation" g SET "state" = jsonb_set(g."state", '{loadedByService}', 'true')
FROM "lane_profile" p
WHERE p."lane_id" = g."lane_id" AND p."state" -> 'services' = 'true' AND g."state" -> 'loaded' = 'true' AND NOT g."state" ? 'loadedByService';
