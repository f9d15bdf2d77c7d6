#!/bin/sh
# Installs or upgrades Banyu on Debian and what is like it, from the source tree this file lies in; goes back to the
# release before. Run it as often as you like: what is there already stays as it is.
set -eu

usage() {
  cat <<'TEXT'
Usage: deploy/install.sh [install|rollback|uninstall] [--root DIR] [--no-service]

  install      install this source tree, or upgrade to it (default): builds a release beside the one that runs, makes a
               backup, switches over, and switches back when the new one does not become ready
  rollback     go back to the release before
  uninstall    remove service, command and releases; configuration, data and backups stay

  --root DIR     put everything under DIR, for an image or a trial; implies --no-service
  --no-service   neither create the user nor talk to systemd
TEXT
}

action=install
root=
service=yes
while [ $# -gt 0 ]; do
  case $1 in
    install | rollback | uninstall) action=$1 ;;
    --root) root=${2:?--root needs a folder}; service=no; shift ;;
    --no-service) service=no ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
releases=$root/opt/banyu/releases
current=$root/opt/banyu/current
previous=$root/opt/banyu/previous
configuration=$root/etc/banyu
backups=$root/var/backups/banyu
units=$root/etc/systemd/system
command=$root/usr/local/bin/banyu
keep=3
ready_within_s=90

say() { echo "banyu: $*"; }
stop() { echo "banyu: $*" >&2; exit 1; }

main() {
  if [ "$service" = yes ] && [ "$(id -u)" -ne 0 ]; then stop 'run this as root: sudo deploy/install.sh'; fi
  one_at_a_time
  case $action in
    install) install_release ;;
    rollback) roll_back ;;
    uninstall) uninstall ;;
  esac
}

# Two of them would build into the same folder, and switch under each other.
one_at_a_time() {
  mkdir -p "$root/opt/banyu"
  exec 9>"$root/opt/banyu/.lock"
  flock --nonblock 9 || stop 'another install.sh is at work here: wait until it has ended'
}

install_release() {
  check_programs
  release=$releases/$(release_name)
  build "$release"
  prepare_machine
  changed=no
  install_units
  [ "$(readlink "$current" 2>/dev/null || true)" = "$(within_root "$release")" ] || changed=yes
  if [ "$changed" = no ]; then
    say "$(basename "$release") is installed already"
    if [ "$service" = yes ]; then systemctl start banyu.service; fi
    return
  fi
  switch_to "$release"
  remove_old_releases
  say "$(basename "$release") is installed. Look at it with: banyu doctor"
}

check_programs() {
  for program in node npm tar sha256sum; do
    command -v "$program" >/dev/null || stop "\"$program\" is missing: apt-get install nodejs npm tar coreutils"
  done
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || stop "Node 20 or newer is needed to install (Banyu brings its own to run on); this is $(node --version)"
}

# The version, and a digest of what is installed: another content is another release.
release_name() {
  version=$(node -p 'require(process.argv[1]).version' "$source/package.json")
  digest=$(list_source | (cd "$source" && xargs -0 sha256sum) | sha256sum | cut -c1-10)
  echo "$version-$digest"
}

# What belongs to a release: the source tree without what was installed, built or stored in it.
list_source() {
  (cd "$source" && find . \( -name node_modules -o -name .git -o -name dist -o -path ./data -o -path ./reports \) -prune \
    -o -type f -print0 | LC_ALL=C sort -z)
}

build() {
  if [ -e "$1/.complete" ]; then return; fi
  say "building $(basename "$1") …"
  rm -rf "$1"
  mkdir -p "$1"
  list_source | tar --create --directory="$source" --null --files-from=- --file=- | tar --extract --no-same-owner --directory="$1" --file=-
  (cd "$1" && npm ci --omit=dev --no-audit --no-fund && npm run build)
  chmod -R go-w,a+rX "$1"
  touch "$1/.complete"
}

prepare_machine() {
  if [ "$service" = yes ] && ! getent passwd banyu >/dev/null; then
    useradd --system --user-group --home-dir /var/lib/banyu --no-create-home --shell /usr/sbin/nologin banyu
  fi
  mkdir -p "$configuration" "$backups" "$units" "$(dirname "$command")"
  [ -e "$configuration/banyu.yaml" ] || install -m 640 "$source/deploy/banyu.yaml" "$configuration/banyu.yaml"
  chmod 750 "$configuration"
  chmod 700 "$backups"
  if [ "$service" = yes ]; then
    chgrp -R banyu "$configuration"
    chown banyu:banyu "$backups"
    install -d -m 700 -o banyu -g banyu "$root/var/lib/banyu"
  fi
  install -m 755 "$source/deploy/banyu-command.sh" "$command"
}

install_units() {
  for unit in banyu.service banyu-backup.service banyu-backup.timer; do
    if ! cmp -s "$source/deploy/systemd/$unit" "$units/$unit"; then
      install -m 644 "$source/deploy/systemd/$unit" "$units/$unit"
      changed=yes
    fi
  done
  if [ "$service" = no ]; then return; fi
  systemctl daemon-reload
  systemctl enable --quiet banyu.service banyu-backup.timer
  systemctl start banyu-backup.timer
}

# Stopped first, so that the backup holds all that was acknowledged before the switch: devices keep theirs meanwhile.
switch_to() {
  before=$(readlink "$current" 2>/dev/null || true)
  after=$(within_root "$1")
  if [ "$service" = yes ] && [ -n "$before" ]; then
    systemctl stop banyu.service
    if [ -e /var/lib/banyu/registry.db ]; then
      "$command" backup "$backups" || { systemctl start banyu.service; stop 'the backup failed, nothing was changed'; }
    fi
  fi
  earlier=$(readlink "$previous" 2>/dev/null || true)
  if [ -n "$before" ] && [ "$before" != "$after" ]; then point "$previous" "$before"; fi
  point "$current" "$after"
  if [ "$service" = no ]; then return; fi
  systemctl restart banyu.service
  if becomes_ready; then return; fi
  if [ -z "$before" ] || [ "$before" = "$after" ]; then not_ready; fi
  say 'the new release does not become ready: going back to the one before' >&2
  point "$current" "$before"
  # What rollback leads to is what it was before.
  if [ -n "$earlier" ]; then point "$previous" "$earlier"; else rm -f "$previous"; fi
  systemctl restart banyu.service
  becomes_ready || not_ready
  stop "went back to $(basename "$before"). What the new one said: journalctl -u banyu"
}

roll_back() {
  [ -L "$previous" ] || stop 'there is no release before this one'
  now=$(readlink "$current")
  point "$current" "$(readlink "$previous")"
  point "$previous" "$now"
  say "now at $(basename "$(readlink "$current")"); the same command goes forth again"
  if [ "$service" = no ]; then return; fi
  systemctl restart banyu.service
  becomes_ready || not_ready
}

not_ready() {
  cat >&2 <<TEXT
banyu: the server does not become ready. See: journalctl -u banyu, and: banyu doctor
Was its data written by a newer release? Then an older one refuses it, and says so in the log. The data as it was before
the upgrade is in $backups; what came since is only in the data directory, so keep that:
  systemctl stop banyu && mv /var/lib/banyu /var/lib/banyu.newer && install -d -m 700 -o banyu -g banyu /var/lib/banyu
  banyu restore $backups/<the newest file> && systemctl start banyu
TEXT
  exit 1
}

# The command knows the configured port. Not "banyu doctor": it takes the data for itself while nothing runs on them, and
# would keep a server that is just starting from them.
becomes_ready() {
  tries=0
  while [ "$tries" -lt "$ready_within_s" ]; do
    if systemctl is-active --quiet banyu.service && answers_ready; then return 0; fi
    tries=$((tries + 1))
    sleep 1
  done
  return 1
}

answers_ready() {
  "$command" config --json 2>/dev/null | node -e '
    const settings = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    const valueOf = (key) => JSON.parse(settings.find((setting) => setting.key === key).value);
    fetch("http://" + valueOf("http.host") + ":" + valueOf("http.port") + "/readyz")
      .then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1));
  ' 2>/dev/null
}

# The releases before the newest, without those in use.
remove_old_releases() {
  find "$releases" -mindepth 1 -maxdepth 1 -printf '%T@ %f\n' | sort -rn | cut -d' ' -f2 | tail -n +$((keep + 1)) |
    while read -r name; do
      case $(within_root "$releases/$name") in
        "$(readlink "$current")" | "$(readlink "$previous" 2>/dev/null || true)") ;;
        *) rm -rf "${releases:?}/$name" ;;
      esac
    done
}

uninstall() {
  if [ "$service" = yes ]; then
    systemctl disable --now --quiet banyu.service banyu-backup.timer || true
  fi
  rm -f "$units/banyu.service" "$units/banyu-backup.service" "$units/banyu-backup.timer" "$command"
  rm -rf "$root/opt/banyu"
  if [ "$service" = yes ]; then systemctl daemon-reload; fi
  say 'removed. Configuration (/etc/banyu), data (/var/lib/banyu), backups (/var/backups/banyu) and the user stay.'
}

# A link that changes in one step: there is no moment without a current release.
point() {
  ln -sfn "$2" "$1.new"
  mv -Tf "$1.new" "$1"
}

# A path as it is once the root is the root.
within_root() { echo "${1#"$root"}"; }

main
