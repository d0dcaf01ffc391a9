-- Segments: files in which tasks on other machines hand over runs that they have computed. Here are those of which everything is in
-- this database, so that each is read only once.
CREATE TABLE collected_segments (
  folder       TEXT NOT NULL,              -- absolute path
  name         TEXT NOT NULL,              -- of the file
  collected_at TEXT NOT NULL,
  PRIMARY KEY (folder, name)
) STRICT, WITHOUT ROWID;
