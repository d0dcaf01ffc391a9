# Gradient descent on (w^2 - 1)^2 / 4 from a small start: sh descent.sh RATE SEED ITERATIONS
#
# Replace it by your own program. All that ranksweep wants is a line of JSON with "iteration" and numbers for every snapshot.
# Everything else that it prints goes to the log of its run.
set -eu
rate=${1:-0.1} seed=${2:-0} iterations=${3:-100}

awk -v rate="$rate" -v seed="$seed" -v iterations="$iterations" 'BEGIN {
  w = 0.01 * (1 + seed)
  for (iteration = 0; iteration <= iterations; iteration++) {
    printf "{\"iteration\": %d, \"loss\": %.17g, \"w\": %.17g}\n", iteration, (w * w - 1) ^ 2 / 4, w
    w -= rate * w * (w * w - 1)
  }
}'
