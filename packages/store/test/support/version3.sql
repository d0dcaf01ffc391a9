-- A database of version 3, as its own code has written it: what later versions must still read. Made once, not to be changed.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE sweep_runs (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  run_id   INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  part     TEXT NOT NULL,
  cell     INTEGER NOT NULL,               -- place in the part's grid, from 0
  PRIMARY KEY (sweep_id, part, cell, run_id)
) STRICT, WITHOUT ROWID;
INSERT INTO sweep_runs VALUES(1,1,'grid',0);
INSERT INTO sweep_runs VALUES(1,2,'grid',0);
INSERT INTO sweep_runs VALUES(1,3,'grid',5);
INSERT INTO sweep_runs VALUES(1,4,'grid',11);
INSERT INTO sweep_runs VALUES(1,5,'plain',0);
INSERT INTO sweep_runs VALUES(2,6,'grid',1);
INSERT INTO sweep_runs VALUES(2,6,'grid',2);
INSERT INTO sweep_runs VALUES(3,7,'plain',0);
INSERT INTO sweep_runs VALUES(3,7,'plain',3);
CREATE TABLE params (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name   TEXT NOT NULL,                    -- path in the configuration: 'init.std'
  value  ANY,                              -- number or text; true is 1, false is 0; a list is JSON text
  PRIMARY KEY (run_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO params VALUES(1,'init.scheme','gaussian');
INSERT INTO params VALUES(2,'init.scheme','gaussian');
INSERT INTO params VALUES(3,'init.scheme','gaussian');
INSERT INTO params VALUES(4,'init.scheme','gaussian');
INSERT INTO params VALUES(5,'init.scheme','gaussian');
INSERT INTO params VALUES(6,'init.scheme','gaussian');
INSERT INTO params VALUES(7,'init.scheme','gaussian');
INSERT INTO params VALUES(4,'init.std',0.0010000000000000000208);
INSERT INTO params VALUES(1,'init.std',0.010000000000000000208);
INSERT INTO params VALUES(2,'init.std',0.010000000000000000208);
INSERT INTO params VALUES(6,'init.std',0.010000000000000000208);
INSERT INTO params VALUES(7,'init.std',0.010000000000000000208);
INSERT INTO params VALUES(3,'init.std',0.10000000000000000555);
INSERT INTO params VALUES(5,'init.std',0.5);
INSERT INTO params VALUES(1,'loss.kind','mse');
INSERT INTO params VALUES(2,'loss.kind','mse');
INSERT INTO params VALUES(3,'loss.kind','mse');
INSERT INTO params VALUES(4,'loss.kind','mse');
INSERT INTO params VALUES(5,'loss.kind','mse');
INSERT INTO params VALUES(6,'loss.kind','mse');
INSERT INTO params VALUES(7,'loss.kind','mse');
INSERT INTO params VALUES(1,'model.components',8);
INSERT INTO params VALUES(2,'model.components',8);
INSERT INTO params VALUES(3,'model.components',8);
INSERT INTO params VALUES(4,'model.components',8);
INSERT INTO params VALUES(5,'model.components',8);
INSERT INTO params VALUES(6,'model.components',8);
INSERT INTO params VALUES(7,'model.components',8);
INSERT INTO params VALUES(1,'model.kind','cp');
INSERT INTO params VALUES(2,'model.kind','cp');
INSERT INTO params VALUES(3,'model.kind','cp');
INSERT INTO params VALUES(4,'model.kind','cp');
INSERT INTO params VALUES(5,'model.kind','cp');
INSERT INTO params VALUES(6,'model.kind','cp');
INSERT INTO params VALUES(7,'model.kind','cp');
INSERT INTO params VALUES(1,'model.linearOutput',0);
INSERT INTO params VALUES(2,'model.linearOutput',0);
INSERT INTO params VALUES(3,'model.linearOutput',0);
INSERT INTO params VALUES(4,'model.linearOutput',0);
INSERT INTO params VALUES(5,'model.linearOutput',0);
INSERT INTO params VALUES(6,'model.linearOutput',0);
INSERT INTO params VALUES(7,'model.linearOutput',0);
INSERT INTO params VALUES(1,'optimizer.decay',0.98999999999999999111);
INSERT INTO params VALUES(2,'optimizer.decay',0.98999999999999999111);
INSERT INTO params VALUES(3,'optimizer.decay',0.98999999999999999111);
INSERT INTO params VALUES(4,'optimizer.decay',0.98999999999999999111);
INSERT INTO params VALUES(5,'optimizer.decay',0.98999999999999999111);
INSERT INTO params VALUES(6,'optimizer.decay',0.98999999999999999111);
INSERT INTO params VALUES(7,'optimizer.decay',0.98999999999999999111);
INSERT INTO params VALUES(1,'optimizer.epsilon',9.9999999999999995472e-07);
INSERT INTO params VALUES(2,'optimizer.epsilon',9.9999999999999995472e-07);
INSERT INTO params VALUES(3,'optimizer.epsilon',9.9999999999999995472e-07);
INSERT INTO params VALUES(4,'optimizer.epsilon',9.9999999999999995472e-07);
INSERT INTO params VALUES(5,'optimizer.epsilon',9.9999999999999995472e-07);
INSERT INTO params VALUES(6,'optimizer.epsilon',9.9999999999999995472e-07);
INSERT INTO params VALUES(7,'optimizer.epsilon',9.9999999999999995472e-07);
INSERT INTO params VALUES(1,'optimizer.kind','group-rmsprop');
INSERT INTO params VALUES(2,'optimizer.kind','group-rmsprop');
INSERT INTO params VALUES(3,'optimizer.kind','group-rmsprop');
INSERT INTO params VALUES(4,'optimizer.kind','group-rmsprop');
INSERT INTO params VALUES(5,'optimizer.kind','group-rmsprop');
INSERT INTO params VALUES(6,'optimizer.kind','group-rmsprop');
INSERT INTO params VALUES(7,'optimizer.kind','group-rmsprop');
INSERT INTO params VALUES(1,'optimizer.learningRate',0.010000000000000000208);
INSERT INTO params VALUES(2,'optimizer.learningRate',0.010000000000000000208);
INSERT INTO params VALUES(3,'optimizer.learningRate',0.010000000000000000208);
INSERT INTO params VALUES(4,'optimizer.learningRate',0.010000000000000000208);
INSERT INTO params VALUES(5,'optimizer.learningRate',0.010000000000000000208);
INSERT INTO params VALUES(6,'optimizer.learningRate',0.010000000000000000208);
INSERT INTO params VALUES(7,'optimizer.learningRate',0.010000000000000000208);
INSERT INTO params VALUES(1,'record.every',25);
INSERT INTO params VALUES(2,'record.every',25);
INSERT INTO params VALUES(3,'record.every',25);
INSERT INTO params VALUES(4,'record.every',25);
INSERT INTO params VALUES(5,'record.every',25);
INSERT INTO params VALUES(6,'record.every',25);
INSERT INTO params VALUES(7,'record.every',25);
INSERT INTO params VALUES(1,'record.top',10);
INSERT INTO params VALUES(2,'record.top',10);
INSERT INTO params VALUES(3,'record.top',10);
INSERT INTO params VALUES(4,'record.top',10);
INSERT INTO params VALUES(5,'record.top',10);
INSERT INTO params VALUES(6,'record.top',10);
INSERT INTO params VALUES(7,'record.top',10);
INSERT INTO params VALUES(1,'seed',0);
INSERT INTO params VALUES(3,'seed',0);
INSERT INTO params VALUES(4,'seed',0);
INSERT INTO params VALUES(5,'seed',0);
INSERT INTO params VALUES(2,'seed',1);
INSERT INTO params VALUES(6,'seed',2);
INSERT INTO params VALUES(7,'seed',3);
INSERT INTO params VALUES(1,'stop.checkEvery',25);
INSERT INTO params VALUES(2,'stop.checkEvery',25);
INSERT INTO params VALUES(3,'stop.checkEvery',25);
INSERT INTO params VALUES(4,'stop.checkEvery',25);
INSERT INTO params VALUES(5,'stop.checkEvery',25);
INSERT INTO params VALUES(6,'stop.checkEvery',25);
INSERT INTO params VALUES(7,'stop.checkEvery',25);
INSERT INTO params VALUES(1,'stop.lossBelow',5.0000000000000002393e-05);
INSERT INTO params VALUES(2,'stop.lossBelow',5.0000000000000002393e-05);
INSERT INTO params VALUES(3,'stop.lossBelow',5.0000000000000002393e-05);
INSERT INTO params VALUES(4,'stop.lossBelow',5.0000000000000002393e-05);
INSERT INTO params VALUES(5,'stop.lossBelow',5.0000000000000002393e-05);
INSERT INTO params VALUES(6,'stop.lossBelow',5.0000000000000002393e-05);
INSERT INTO params VALUES(7,'stop.lossBelow',5.0000000000000002393e-05);
INSERT INTO params VALUES(1,'stop.maxIterations',100);
INSERT INTO params VALUES(2,'stop.maxIterations',100);
INSERT INTO params VALUES(3,'stop.maxIterations',100);
INSERT INTO params VALUES(4,'stop.maxIterations',100);
INSERT INTO params VALUES(5,'stop.maxIterations',100);
INSERT INTO params VALUES(6,'stop.maxIterations',100);
INSERT INTO params VALUES(7,'stop.maxIterations',100);
INSERT INTO params VALUES(1,'stop.patience',100);
INSERT INTO params VALUES(2,'stop.patience',100);
INSERT INTO params VALUES(3,'stop.patience',100);
INSERT INTO params VALUES(4,'stop.patience',100);
INSERT INTO params VALUES(5,'stop.patience',100);
INSERT INTO params VALUES(6,'stop.patience',100);
INSERT INTO params VALUES(7,'stop.patience',100);
INSERT INTO params VALUES(1,'task.dims','[4,4,4]');
INSERT INTO params VALUES(2,'task.dims','[4,4,4]');
INSERT INTO params VALUES(3,'task.dims','[4,4,4]');
INSERT INTO params VALUES(4,'task.dims','[4,4,4]');
INSERT INTO params VALUES(5,'task.dims','[4,4,4]');
INSERT INTO params VALUES(6,'task.dims','[4,4,4]');
INSERT INTO params VALUES(7,'task.dims','[4,4,4]');
INSERT INTO params VALUES(1,'task.kind','completion');
INSERT INTO params VALUES(2,'task.kind','completion');
INSERT INTO params VALUES(3,'task.kind','completion');
INSERT INTO params VALUES(4,'task.kind','completion');
INSERT INTO params VALUES(5,'task.kind','completion');
INSERT INTO params VALUES(6,'task.kind','completion');
INSERT INTO params VALUES(7,'task.kind','completion');
INSERT INTO params VALUES(1,'task.observed',20);
INSERT INTO params VALUES(2,'task.observed',20);
INSERT INTO params VALUES(3,'task.observed',20);
INSERT INTO params VALUES(4,'task.observed',20);
INSERT INTO params VALUES(5,'task.observed',20);
INSERT INTO params VALUES(6,'task.observed',20);
INSERT INTO params VALUES(7,'task.observed',20);
INSERT INTO params VALUES(1,'task.target.frobeniusNorm',1);
INSERT INTO params VALUES(2,'task.target.frobeniusNorm',1);
INSERT INTO params VALUES(3,'task.target.frobeniusNorm',1);
INSERT INTO params VALUES(4,'task.target.frobeniusNorm',1);
INSERT INTO params VALUES(5,'task.target.frobeniusNorm',1);
INSERT INTO params VALUES(6,'task.target.frobeniusNorm',1);
INSERT INTO params VALUES(7,'task.target.frobeniusNorm',1);
INSERT INTO params VALUES(1,'task.target.kind','cp');
INSERT INTO params VALUES(2,'task.target.kind','cp');
INSERT INTO params VALUES(3,'task.target.kind','cp');
INSERT INTO params VALUES(4,'task.target.kind','cp');
INSERT INTO params VALUES(5,'task.target.kind','cp');
INSERT INTO params VALUES(6,'task.target.kind','cp');
INSERT INTO params VALUES(7,'task.target.kind','cp');
INSERT INTO params VALUES(1,'task.target.rank',2);
INSERT INTO params VALUES(2,'task.target.rank',2);
INSERT INTO params VALUES(3,'task.target.rank',2);
INSERT INTO params VALUES(4,'task.target.rank',2);
INSERT INTO params VALUES(5,'task.target.rank',2);
INSERT INTO params VALUES(6,'task.target.rank',2);
INSERT INTO params VALUES(7,'task.target.rank',2);
CREATE TABLE metrics (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  unit        TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT ''
, digest INTEGER) STRICT;
INSERT INTO metrics VALUES(1,'train_loss','1','the loss',2608356836);
CREATE TABLE points (
  run_id    INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  metric_id INTEGER NOT NULL REFERENCES metrics (id),
  iteration INTEGER NOT NULL,
  value     REAL,
  PRIMARY KEY (run_id, metric_id, iteration)
) STRICT, WITHOUT ROWID;
INSERT INTO points VALUES(1,1,0,1.0);
INSERT INTO points VALUES(1,1,25,NULL);
INSERT INTO points VALUES(1,1,50,0.5);
INSERT INTO points VALUES(2,1,0,2.0);
INSERT INTO points VALUES(2,1,25,NULL);
INSERT INTO points VALUES(2,1,50,0.5);
INSERT INTO points VALUES(3,1,0,3.0);
INSERT INTO points VALUES(3,1,25,NULL);
INSERT INTO points VALUES(3,1,50,0.5);
INSERT INTO points VALUES(4,1,0,4.0);
INSERT INTO points VALUES(4,1,25,NULL);
INSERT INTO points VALUES(4,1,50,0.5);
INSERT INTO points VALUES(5,1,0,5.0);
INSERT INTO points VALUES(5,1,25,NULL);
INSERT INTO points VALUES(5,1,50,0.5);
INSERT INTO points VALUES(6,1,0,3.0);
INSERT INTO points VALUES(6,1,25,2.0);
CREATE TABLE finals (
  run_id    INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  metric_id INTEGER NOT NULL REFERENCES metrics (id),
  value     REAL,
  PRIMARY KEY (run_id, metric_id)
) STRICT, WITHOUT ROWID;
INSERT INTO finals VALUES(1,1,0.5);
INSERT INTO finals VALUES(2,1,0.5);
INSERT INTO finals VALUES(3,1,0.5);
INSERT INTO finals VALUES(4,1,0.5);
INSERT INTO finals VALUES(5,1,0.5);
CREATE TABLE events (
  run_id    INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  subject   TEXT NOT NULL,                 -- the metric concerned
  value     REAL
) STRICT;
INSERT INTO events VALUES(1,25,'rise','train_loss',1.0);
INSERT INTO events VALUES(2,25,'rise','train_loss',1.0);
INSERT INTO events VALUES(3,25,'rise','train_loss',1.0);
INSERT INTO events VALUES(4,25,'rise','train_loss',1.0);
INSERT INTO events VALUES(5,25,'rise','train_loss',1.0);
CREATE TABLE attempts (
  run_id     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  number     INTEGER NOT NULL,             -- from 1
  lane       TEXT NOT NULL,
  host       TEXT NOT NULL,
  device     TEXT NOT NULL,
  engine     TEXT NOT NULL,
  versions   TEXT NOT NULL CHECK (json_valid(versions)),
  git_sha    TEXT,
  started_at TEXT NOT NULL,
  ended_at   TEXT,
  outcome    TEXT CHECK (outcome IN ('done', 'diverged', 'failed', 'cancelled', 'interrupted', 'lost')), error TEXT, digest INTEGER,
  PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO attempts VALUES(1,1,'lane-0','vm','cpu','wasm','{"ranksweep":"0.1.0"}',NULL,'2026-11-28T20:52:33.707Z','2026-11-28T20:52:33.711Z','done',NULL,5181362020);
INSERT INTO attempts VALUES(2,1,'lane-0','vm','cpu','wasm','{"ranksweep":"0.1.0"}',NULL,'2026-11-28T20:52:33.714Z','2026-11-28T20:52:33.718Z','done',NULL,2645659977);
INSERT INTO attempts VALUES(3,1,'lane-0','vm','cpu','wasm','{"ranksweep":"0.1.0"}',NULL,'2026-11-28T20:52:33.722Z','2026-11-28T20:52:33.727Z','done',NULL,4582910474);
INSERT INTO attempts VALUES(4,1,'lane-0','vm','cpu','wasm','{"ranksweep":"0.1.0"}',NULL,'2026-11-28T20:52:33.730Z','2026-11-28T20:52:33.734Z','done',NULL,3112864377);
INSERT INTO attempts VALUES(5,1,'lane-0','vm','cpu','wasm','{"ranksweep":"0.1.0"}',NULL,'2026-11-28T20:52:33.737Z','2026-11-28T20:52:33.742Z','done',NULL,2060019351);
INSERT INTO attempts VALUES(6,1,'lane-0','vm','cpu','wasm','{"ranksweep":"0.1.0"}',NULL,'2026-11-28T20:52:33.758Z','2026-11-28T20:52:33.770Z','interrupted',NULL,5716619672);
CREATE TABLE IF NOT EXISTS "sweeps" (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT NOT NULL,
  definition  TEXT NOT NULL,               -- name of the definition it was planned from
  preset      TEXT NOT NULL,
  spec        TEXT NOT NULL CHECK (json_valid(spec)),  -- the definition with its overrides applied
  spec_hash   TEXT NOT NULL UNIQUE,
  status      TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'interrupted')),
  created_at  TEXT NOT NULL,
  finished_at TEXT
) STRICT;
INSERT INTO sweeps VALUES(1,'ended','d','quick','{"definition":"d","preset":"quick","parts":{"grid":{"base":{},"axes":{"init.std":[0.01,0.1,0.001],"model.linearOutput":[true,false],"task.dims":[[4,4,4]],"init.scheme":["normal","unbalanced"]},"seeds":[0,1]},"plain":{"base":{},"axes":{},"seeds":[0]}},"targets":{}}','ac8c4915373737316c8bc586706277fdb322ec6c747952613c63eeefff913caa','done','2026-11-28T20:52:33.636Z','2026-11-28T20:52:33.747Z');
INSERT INTO sweeps VALUES(2,'going-on','d','quick','{"definition":"d","preset":"quick","parts":{"grid":{"base":{},"axes":{"init.std":[0.01,0.1,0.001],"model.linearOutput":[true,false],"task.dims":[[4,4,4]],"init.scheme":["normal","unbalanced"]},"seeds":[0,1]}},"targets":{}}','de928d364f51bd983ab589ae1f80a4bd8d89c0a7f131cca3ac17ce4dae3d1091','running','2026-11-28T20:52:33.750Z',NULL);
INSERT INTO sweeps VALUES(3,'damaged','d','quick','{"definition":"d","preset":"quick","parts":{"plain":{"base":{},"axes":{"init.std":[0.01,0.1,0.001],"model.linearOutput":[true,false],"task.dims":[[4,4,4]],"init.scheme":["normal","unbalanced"]},"seeds":[0,1]}},"targets":{}}','5831d4f6db69235cb3e0448b9ca9d7c6b2fd967e1592786b3e8f9ae02bdc3e52','interrupted','2026-11-28T20:52:33.774Z','2026-11-28T20:52:33.782Z');
CREATE TABLE IF NOT EXISTS "runs" (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  config          TEXT NOT NULL CHECK (json_valid(config)),
  trajectory_hash TEXT NOT NULL,
  arithmetic      TEXT NOT NULL,
  seed            INTEGER NOT NULL,
  status          TEXT NOT NULL DEFAULT 'pending'
                  CHECK (status IN ('pending', 'running', 'done', 'diverged', 'failed', 'cancelled')),
  engine          TEXT,
  device          TEXT,
  iterations      INTEGER NOT NULL DEFAULT 0,  -- applied when it ended; while it goes on, of the last snapshot kept
  stop_reason     TEXT,
  error           TEXT,
  started_at      TEXT,
  finished_at     TEXT,
  wall_ms         REAL NOT NULL DEFAULT 0,     -- summed over the attempts that built the trajectory
  attempts        INTEGER NOT NULL DEFAULT 0,
  UNIQUE (trajectory_hash, arithmetic)
) STRICT;
INSERT INTO runs VALUES(1,'{"model":{"kind":"cp","components":8,"linearOutput":false},"task":{"kind":"completion","dims":[4,4,4],"observed":20,"target":{"kind":"cp","rank":2,"frobeniusNorm":1}},"init":{"scheme":"gaussian","std":0.01},"loss":{"kind":"mse"},"optimizer":{"kind":"group-rmsprop","learningRate":0.01,"decay":0.99,"epsilon":0.000001},"seed":0,"stop":{"lossBelow":0.00005,"patience":100,"checkEvery":25,"maxIterations":100},"record":{"every":25,"top":10}}','dd5dd53a11507e77b76962d52f0cd25039b1d11a806a60c3c8e06bc206180306','f32-fma',0,'done','wasm','cpu',50,'loss',NULL,'2026-11-28T20:52:33.707Z','2026-11-28T20:52:33.711Z',10.0,1);
INSERT INTO runs VALUES(2,'{"model":{"kind":"cp","components":8,"linearOutput":false},"task":{"kind":"completion","dims":[4,4,4],"observed":20,"target":{"kind":"cp","rank":2,"frobeniusNorm":1}},"init":{"scheme":"gaussian","std":0.01},"loss":{"kind":"mse"},"optimizer":{"kind":"group-rmsprop","learningRate":0.01,"decay":0.99,"epsilon":0.000001},"seed":1,"stop":{"lossBelow":0.00005,"patience":100,"checkEvery":25,"maxIterations":100},"record":{"every":25,"top":10}}','10e7b6acaf16b875784a76b9312a6ec2c339176564dbe510cee4f79accda9963','f32-fma',1,'done','wasm','cpu',50,'loss',NULL,'2026-11-28T20:52:33.714Z','2026-11-28T20:52:33.718Z',10.0,1);
INSERT INTO runs VALUES(3,'{"model":{"kind":"cp","components":8,"linearOutput":false},"task":{"kind":"completion","dims":[4,4,4],"observed":20,"target":{"kind":"cp","rank":2,"frobeniusNorm":1}},"init":{"scheme":"gaussian","std":0.1},"loss":{"kind":"mse"},"optimizer":{"kind":"group-rmsprop","learningRate":0.01,"decay":0.99,"epsilon":0.000001},"seed":0,"stop":{"lossBelow":0.00005,"patience":100,"checkEvery":25,"maxIterations":100},"record":{"every":25,"top":10}}','e32bd2bf2b472442c7b3a138e10c864427eb223f82cd16723720c1306ea5d019','f32-fma',0,'done','wasm','cpu',50,'loss',NULL,'2026-11-28T20:52:33.722Z','2026-11-28T20:52:33.727Z',10.0,1);
INSERT INTO runs VALUES(4,'{"model":{"kind":"cp","components":8,"linearOutput":false},"task":{"kind":"completion","dims":[4,4,4],"observed":20,"target":{"kind":"cp","rank":2,"frobeniusNorm":1}},"init":{"scheme":"gaussian","std":0.001},"loss":{"kind":"mse"},"optimizer":{"kind":"group-rmsprop","learningRate":0.01,"decay":0.99,"epsilon":0.000001},"seed":0,"stop":{"lossBelow":0.00005,"patience":100,"checkEvery":25,"maxIterations":100},"record":{"every":25,"top":10}}','0934b5bdd2bc783881de9a93924c4d9c26a3fee5403b1ef0f797533f366ffc4d','f32-fma',0,'done','wasm','cpu',50,'loss',NULL,'2026-11-28T20:52:33.730Z','2026-11-28T20:52:33.734Z',10.0,1);
INSERT INTO runs VALUES(5,'{"model":{"kind":"cp","components":8,"linearOutput":false},"task":{"kind":"completion","dims":[4,4,4],"observed":20,"target":{"kind":"cp","rank":2,"frobeniusNorm":1}},"init":{"scheme":"gaussian","std":0.5},"loss":{"kind":"mse"},"optimizer":{"kind":"group-rmsprop","learningRate":0.01,"decay":0.99,"epsilon":0.000001},"seed":0,"stop":{"lossBelow":0.00005,"patience":100,"checkEvery":25,"maxIterations":100},"record":{"every":25,"top":10}}','9cbcd82533f2f6a50755bc002683b1c23c5f1a1d21aebc94de36590d5214df8e','f32-fma',0,'done','wasm','cpu',50,'loss',NULL,'2026-11-28T20:52:33.737Z','2026-11-28T20:52:33.742Z',10.0,1);
INSERT INTO runs VALUES(6,'{"model":{"kind":"cp","components":8,"linearOutput":false},"task":{"kind":"completion","dims":[4,4,4],"observed":20,"target":{"kind":"cp","rank":2,"frobeniusNorm":1}},"init":{"scheme":"gaussian","std":0.01},"loss":{"kind":"mse"},"optimizer":{"kind":"group-rmsprop","learningRate":0.01,"decay":0.99,"epsilon":0.000001},"seed":2,"stop":{"lossBelow":0.00005,"patience":100,"checkEvery":25,"maxIterations":100},"record":{"every":25,"top":10}}','30a585803fe7ab2d2a84da0ea770708a5093073debc08baae4062abd0431727d','f32-fma',2,'pending','wasm','cpu',25,NULL,NULL,'2026-11-28T20:52:33.758Z',NULL,5.0,1);
INSERT INTO runs VALUES(7,'{"model":{"kind":"cp","components":8,"linearOutput":false},"task":{"kind":"completion","dims":[4,4,4],"observed":20,"target":{"kind":"cp","rank":2,"frobeniusNorm":1}},"init":{"scheme":"gaussian","std":0.01},"loss":{"kind":"mse"},"optimizer":{"kind":"group-rmsprop","learningRate":0.01,"decay":0.99,"epsilon":0.000001},"seed":3,"stop":{"lossBelow":0.00005,"patience":100,"checkEvery":25,"maxIterations":100},"record":{"every":25,"top":10}}','97764f9c2a144c41f5271bd444be595df2636638744bf830e9dcb5fd0bc2778e','f32-fma',3,'pending',NULL,NULL,0,NULL,NULL,NULL,NULL,0.0,0);
CREATE TABLE leases (
  run_id             INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  attempt            INTEGER NOT NULL,
  pid                INTEGER NOT NULL,
  process_started_at INTEGER,              -- clock ticks after boot, from /proc/PID/stat; NULL where there is none
  pid_namespace      TEXT,                 -- processes see each other within one; NULL where there is none
  boot_id            TEXT,                 -- of the machine, since it was started; NULL where it is not told
  renewed_ms         REAL NOT NULL,        -- monotonic clock of the machine
  lease_ms           REAL NOT NULL         -- how long it holds from then on
) STRICT;
CREATE TABLE tags (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  tag      TEXT NOT NULL,
  PRIMARY KEY (sweep_id, tag)
) STRICT, WITHOUT ROWID;
INSERT INTO tags VALUES(1,'draft');
CREATE TABLE run_digests (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  points BLOB,  -- for each of its metrics, little-endian: last iteration (float64), metric_id, number of points and CRC-32 (uint32)
  record INTEGER  -- CRC-32 of its rows in runs, finals and events once it has ended; NULL before
) STRICT;
INSERT INTO run_digests VALUES(1,X'00000000000049400100000003000000f66e800b',3538082983);
INSERT INTO run_digests VALUES(2,X'000000000000494001000000030000001b9a9989',1673069740);
INSERT INTO run_digests VALUES(3,X'00000000000049400100000003000000ea15fa76',2337477444);
INSERT INTO run_digests VALUES(4,X'00000000000049400100000003000000b8832fac',3593824691);
INSERT INTO run_digests VALUES(5,X'0000000000004940010000000300000060c7263e',3635852461);
INSERT INTO run_digests VALUES(6,X'000000000000394001000000020000003075b56f',NULL);
CREATE TABLE sweep_digests (
  sweep_id INTEGER PRIMARY KEY REFERENCES sweeps (id) ON DELETE CASCADE,
  record   INTEGER  -- CRC-32 of its rows in sweeps, sweep_runs and tags; NULL while it is running
) STRICT;
INSERT INTO sweep_digests VALUES(1,1033639199);
INSERT INTO sweep_digests VALUES(2,NULL);
INSERT INTO sweep_digests VALUES(3,4008044421);
CREATE TABLE IF NOT EXISTS "checkpoints" (
  run_id    INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  state     BLOB NOT NULL,
  -- 1: the snapshot at `iteration` is there because the run ended; a run that goes on from here does not keep it.
  end_only  INTEGER NOT NULL DEFAULT 0,
  digest    INTEGER,  -- CRC-32 of trajectory_hash, arithmetic, iteration, end_only and state
  PRIMARY KEY (run_id, iteration)
) STRICT, WITHOUT ROWID;
INSERT INTO checkpoints VALUES(1,50,X'0101',0,2641997948);
INSERT INTO checkpoints VALUES(2,50,X'0201',0,823570010);
INSERT INTO checkpoints VALUES(3,50,X'0301',0,3929066076);
INSERT INTO checkpoints VALUES(4,50,X'0401',0,3163407328);
INSERT INTO checkpoints VALUES(5,50,X'0501',0,2746359474);
INSERT INTO checkpoints VALUES(6,25,X'07',0,4136755096);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('sweeps',3);
INSERT INTO sqlite_sequence VALUES('runs',7);
CREATE INDEX sweep_runs_by_run ON sweep_runs (run_id);
CREATE INDEX params_by_value ON params (name, value);
CREATE INDEX finals_by_value ON finals (metric_id, value);
CREATE INDEX events_by_run ON events (run_id, iteration);
CREATE VIEW trajectory AS
  SELECT points.run_id, metrics.name AS metric, points.iteration, points.value
  FROM points JOIN metrics ON metrics.id = points.metric_id;
CREATE VIEW final AS
  SELECT finals.run_id, metrics.name AS metric, finals.value
  FROM finals JOIN metrics ON metrics.id = finals.metric_id;
CREATE INDEX sweeps_by_name ON sweeps (name);
CREATE INDEX runs_by_status ON runs (status);
CREATE INDEX tags_by_name ON tags (tag);
CREATE VIEW run_table AS SELECT runs.id AS run_id, runs.status, runs.arithmetic, runs.engine, runs.device, runs.iterations, runs.stop_reason, runs.error, runs.wall_ms, runs.attempts, runs.started_at, runs.finished_at, (SELECT value FROM params WHERE run_id = runs.id AND name = 'init.scheme') AS "init.scheme", (SELECT value FROM params WHERE run_id = runs.id AND name = 'init.std') AS "init.std", (SELECT value FROM params WHERE run_id = runs.id AND name = 'loss.kind') AS "loss.kind", (SELECT value FROM params WHERE run_id = runs.id AND name = 'model.components') AS "model.components", (SELECT value FROM params WHERE run_id = runs.id AND name = 'model.kind') AS "model.kind", (SELECT value FROM params WHERE run_id = runs.id AND name = 'model.linearOutput') AS "model.linearOutput", (SELECT value FROM params WHERE run_id = runs.id AND name = 'optimizer.decay') AS "optimizer.decay", (SELECT value FROM params WHERE run_id = runs.id AND name = 'optimizer.epsilon') AS "optimizer.epsilon", (SELECT value FROM params WHERE run_id = runs.id AND name = 'optimizer.kind') AS "optimizer.kind", (SELECT value FROM params WHERE run_id = runs.id AND name = 'optimizer.learningRate') AS "optimizer.learningRate", (SELECT value FROM params WHERE run_id = runs.id AND name = 'record.every') AS "record.every", (SELECT value FROM params WHERE run_id = runs.id AND name = 'record.top') AS "record.top", (SELECT value FROM params WHERE run_id = runs.id AND name = 'seed') AS "seed", (SELECT value FROM params WHERE run_id = runs.id AND name = 'stop.checkEvery') AS "stop.checkEvery", (SELECT value FROM params WHERE run_id = runs.id AND name = 'stop.lossBelow') AS "stop.lossBelow", (SELECT value FROM params WHERE run_id = runs.id AND name = 'stop.maxIterations') AS "stop.maxIterations", (SELECT value FROM params WHERE run_id = runs.id AND name = 'stop.patience') AS "stop.patience", (SELECT value FROM params WHERE run_id = runs.id AND name = 'task.dims') AS "task.dims", (SELECT value FROM params WHERE run_id = runs.id AND name = 'task.kind') AS "task.kind", (SELECT value FROM params WHERE run_id = runs.id AND name = 'task.observed') AS "task.observed", (SELECT value FROM params WHERE run_id = runs.id AND name = 'task.target.frobeniusNorm') AS "task.target.frobeniusNorm", (SELECT value FROM params WHERE run_id = runs.id AND name = 'task.target.kind') AS "task.target.kind", (SELECT value FROM params WHERE run_id = runs.id AND name = 'task.target.rank') AS "task.target.rank", (SELECT value FROM finals WHERE run_id = runs.id AND metric_id = 1) AS "train_loss" FROM runs;
COMMIT;
PRAGMA application_id = 1919644535;
PRAGMA user_version = 3;
