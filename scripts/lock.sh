#!/bin/sh
# Resolve the lock files again after an .in file changed. Locks carry hashes and no host names.
# Extras are kept: pip, where uv cannot reach the network, asks for the newest of a package pinned without its extra.
set -eu
cd "$(dirname "$0")/.."
for set in uv node base dev; do
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --no-strip-extras "requirements/$set.in" -o "requirements/$set.lock" "$@"
done
