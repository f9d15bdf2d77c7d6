#!/bin/sh
# Runs a command with secrets in its environment that are files: SECRETS names them, VARIABLE=file, separated by spaces.
# For programs that take a secret from nowhere else.
set -eu
for pair in $SECRETS; do
  variable=${pair%%=*}
  value=$(cat "${SECRETS_FOLDER:-/run/secrets}/${pair#*=}")
  export "$variable=$value"
done
exec "$@"
