#!/bin/sh
# Mosquitto knows one user, Banyu's; accounts of devices are added here or by a password file of your own.
set -eu
umask 077
: >/tmp/passwords
mosquitto_passwd -b /tmp/passwords banyu "$(cat "${SECRETS_FOLDER:-/run/secrets}/mosquitto_banyu")"
exec mosquitto -c "${1:-/mosquitto/config/mosquitto.conf}"
