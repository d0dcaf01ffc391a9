#!/usr/bin/env bash
# Installs the Debian packages that the tests use beyond Node: the plain SQLite client, NumPy and pandas, what reads PDF, Chromium for reports,
# which also brings a Vulkan driver in software for the engine webgpu, what tools/chaos inflicts faults with: a C compiler, tmux and
# libfaketime, the images of Fashion-MNIST, and Slurm with its accounting, of which tools/slurmTestCluster starts clusters. Needs root.
set -euo pipefail

missing=()
command -v sqlite3 >/dev/null || missing+=(sqlite3)
# Debian's packages are the system interpreter's, whichever other is first on PATH.
/usr/bin/python3 -c 'import numpy' 2>/dev/null || missing+=(python3-numpy)
/usr/bin/python3 -c 'import pandas' 2>/dev/null || missing+=(python3-pandas)
command -v cc >/dev/null || missing+=(gcc libc6-dev)
command -v g++ >/dev/null || missing+=(g++)
python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
command -v tmux >/dev/null || missing+=(tmux)
command -v faketime >/dev/null || missing+=(faketime)
command -v chromium >/dev/null || missing+=(chromium)
ldconfig -p | grep -q 'libvulkan\.so\.1' || missing+=(libvulkan1)
for program in munged slurmctld slurmd sbatch; do
  PATH="$PATH:/usr/sbin" command -v "$program" >/dev/null || { missing+=(slurm-wlm munge); break; }
done
for program in mariadbd slurmdbd; do
  PATH="$PATH:/usr/sbin" command -v "$program" >/dev/null || { missing+=(mariadb-server-core slurmdbd); break; }
done
[ -e /usr/share/datasets/fashion-mnist ] || missing+=(dataset-fashion-mnist)

if [ ${#missing[@]} -eq 0 ]; then
  echo 'system packages: all there'
  exit 0
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
