#!/usr/bin/env bash
# Installs the Debian packages that the tests use beyond Node: the plain SQLite client. Needs root.
set -euo pipefail

missing=()
command -v sqlite3 >/dev/null || missing+=(sqlite3)

if [ ${#missing[@]} -eq 0 ]; then
  echo 'system packages: all there'
  exit 0
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
