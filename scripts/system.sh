#!/bin/sh
# What the tests need of the machine: a browser with fonts, a PostgreSQL server. Installs them with apt when root may;
# elsewhere says what is missing and goes on, since the tests skip or use what came with the Python packages.
set -eu
missing=""
[ -x "${KIEMDIEM_CHROMIUM:-/usr/bin/chromium}" ] || missing=" chromium"
{ ls /usr/share/fonts/truetype/liberation2/*.ttf || ls /usr/share/fonts/truetype/liberation/*.ttf; } >/dev/null 2>&1 ||
    missing="$missing fonts-liberation"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$missing ..."
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 && exit 0
fi
echo "Missing for some tests:$missing (on Debian and Ubuntu: apt-get install$missing)." >&2
