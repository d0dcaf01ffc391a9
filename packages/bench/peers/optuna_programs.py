"""Runs a program as so many trials of Optuna, which keeps them in a file, and prints the milliseconds that they took.

    python3 optuna_programs.py FILE TRIALS JOBS COMMAND...

The sampler is the quickest, and so is the storage, of those that outlive the process and take several jobs.
"""

import subprocess
import sys
import time

import optuna
from optuna.storages.journal import JournalFileBackend

path, trials, jobs, *command = sys.argv[1:]
optuna.logging.set_verbosity(optuna.logging.WARNING)


def objective(trial: optuna.Trial) -> float:
    value = trial.suggest_float("x", 0, 1)
    subprocess.run(command, check=True)
    return value


began = time.perf_counter()
study = optuna.create_study(
    storage=optuna.storages.JournalStorage(JournalFileBackend(path)),
    sampler=optuna.samplers.RandomSampler(seed=0),
)
study.optimize(objective, n_trials=int(trials), n_jobs=int(jobs))
assert len(study.get_trials(states=[optuna.trial.TrialState.COMPLETE])) == int(trials)
print(1000 * (time.perf_counter() - began))
