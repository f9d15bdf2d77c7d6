#!/bin/sh
# The banyu command of this machine: as the user that the server runs as, on its configuration.
set -eu
export BANYU_CONFIG="${BANYU_CONFIG:-/etc/banyu/banyu.yaml}" MALLOC_ARENA_MAX=2
node=/opt/banyu/current/node_modules/node/bin/node
command=/opt/banyu/current/server/bin/banyu.mjs
if [ "$(id -un)" = banyu ]; then
  exec "$node" "$command" "$@"
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "Run it as root or as the user banyu: sudo banyu $*" >&2
  exit 1
fi
exec runuser -u banyu -- "$node" "$command" "$@"
