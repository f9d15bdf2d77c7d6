#!/bin/sh
# Makes the secrets that docker-compose.yml needs, those that are missing; never changes one that is there. The folder
# keeps others on this machine out; the files themselves are readable, as containers read them as users of their own.
set -eu
folder=${1:-$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/secrets}
umask 077
mkdir -p "$folder" "$(dirname -- "$folder")/certificates"

make() {
  if [ -e "$folder/$1" ]; then return; fi
  printf '%s' "$2" >"$folder/$1.new"
  chmod 444 "$folder/$1.new"
  mv "$folder/$1.new" "$folder/$1"
  echo "made $folder/$1"
}

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

for name in influxdb_admin influxdb_banyu influxdb_grafana grafana_admin node_red_admin node_red_credentials mosquitto_banyu; do
  make "$name" "$(random)"
done

# Who may see the console: lines of a name and a bcrypt hash, as Caddy's basic_auth reads them.
if [ ! -e "$folder/console_users" ]; then
  password=$(random)
  hash=$(docker run --rm caddy:2.10.2 caddy hash-password --plaintext "$password")
  make console_users "banyu $hash
"
  echo "the console's log-in: banyu / $password   (written nowhere else: note it now)"
fi
