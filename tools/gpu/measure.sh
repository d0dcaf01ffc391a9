#!/usr/bin/env bash
# Measures ranksweep on the GPU of a machine that has neither Node nor network, from the folder that `npm run pack-gpu` made.
#
#     bash FOLDER/measure.sh [--output FOLDER] [--work FOLDER] [options of measure.ts]
#
# It unpacks into --work (default: a temporary folder, which it removes), and leaves logs and JSON in --output (default: output/
# beside this script). It needs xz or Python.
set -euo pipefail

packed=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
output=$packed/output
work=
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --output) output=$2; shift 2 ;;
    --work) work=$2; shift 2 ;;
    *) options+=("$1"); shift ;;
  esac
done
if [ -z "$work" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
mkdir -p "$output" "$work"
output=$(cd "$output" && pwd)

unpacked() {
  if command -v xz >/dev/null; then xz --decompress --stdout "$1"; return; fi
  for python in python3 python; do
    if command -v $python >/dev/null; then
      $python -c 'import lzma, shutil, sys; shutil.copyfileobj(lzma.open(sys.argv[1]), sys.stdout.buffer)' "$1"
      return
    fi
  done
  echo "measure.sh: expected xz or python3 to unpack $1, found neither" >&2
  return 1
}

started=$(date +%s)
unpacked "$packed/node.xz" >"$work/node"
chmod +x "$work/node"
for archive in project libraries; do unpacked "$packed/$archive.tar.xz" | tar --extract --directory "$work"; done
echo "Unpacked into $work in $(($(date +%s) - started)) s"

cd "$work"
"$work/node" tools/gpu/measure.ts --output "$output" --libraries "$work/libraries" --started "$started" ${options[@]+"${options[@]}"}
