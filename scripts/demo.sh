#!/bin/sh
# The main job, shown: audit a sample file and 13 published results. Breaches are what it is about, so they end well.
# Then the system itself, on a fictional city: served until Ctrl+C on a terminal, else only started once and asked.
set -eu
cd "$(dirname "$0")/.."

show() {
    printf '\n$ kiemdiem %s\n\n' "$*"
    status=0
    .venv/bin/kiemdiem "$@" || status=$?
    if [ "$status" -gt 1 ]; then
        exit "$status"
    fi
}

show audit samples/dang-bo-mau-2022.xlsx
show audit samples/published-results.csv --overlay none
for reading in good_or_better all_rated; do
    show audit samples/published-results.csv --overlay none --reading "$reading"
done
mkdir -p out
show audit samples/dang-bo-mau-2022.xlsx --format xlsx -o out/ra-soat-2022.xlsx
printf '\nA report to hand on: out/ra-soat-2022.xlsx\nNow try your own file: .venv/bin/kiemdiem audit FILE\n'

printf '\nThe system itself, on a fictional city (docs/demo.md):\n\n'
if [ -t 0 ] && [ -t 1 ]; then
    exec .venv/bin/kiemdiem demo
fi
.venv/bin/kiemdiem demo --no-serve
.venv/bin/python scripts/demo_check.py
