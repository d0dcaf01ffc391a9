-- Indexes that cost more than they gave. Inserting values at random places took half of what it takes to write a short run, and a third of
-- its place, while queries find parameters and final values by their run.
DROP INDEX params_by_value;
DROP INDEX finals_by_value;
