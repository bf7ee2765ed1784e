#!/bin/sh
# Make .venv with the hashed packages of one lock file: setup.sh base | dev
set -eu
cd "$(dirname "$0")/.."
want=$1

python=""
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "kiemdiem needs Python 3.11 or newer; none was found (set PYTHON=/path/to/python3)." >&2
    exit 1
fi
if [ ! -x .venv/bin/python ]; then
    "$python" -m venv .venv || {
        rm -rf .venv
        echo "Python has no venv module here. On Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    }
fi
lock=requirements/$want.lock
if .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.lock; then
    .venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r "$lock" ||
        .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
else
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
sh scripts/assets.sh
.venv/bin/python scripts/messages.py compile
