#!/bin/sh
# The libraries of the desk's page out of npm's folder, under the names that the page's import map gives them.
set -eu
cd "$(dirname "$0")/.."
from=node_modules
to=web/static/vendor

# Source maps are not served, and the reader asks for its neighbour by a folder that is not ours.
take() {
  sed -e '/^\/\/# sourceMappingURL=/d' -e 's|from "../share.js"|from "./zxing-share.js"|' "$from/$1" > "$to/$2"
}

rm -rf $to
mkdir -p $to
take preact/dist/preact.mjs preact.js
take preact/hooks/dist/hooks.mjs preact-hooks.js
take @preact/signals-core/dist/signals-core.mjs signals-core.js
take @preact/signals/dist/signals.mjs signals.js
take htm/dist/htm.mjs htm.js
take zxing-wasm/dist/es/reader/index.js zxing-reader.js
take zxing-wasm/dist/es/share.js zxing-share.js
cp $from/zxing-wasm/dist/reader/zxing_reader.wasm $to/zxing-reader.wasm
