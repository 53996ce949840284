#!/bin/sh
# Hands our settings to Airflow under its own names; then runs the given command.
set -eu
umask 077
: "${AFDW_AIRFLOW_DSN:?}" "${AFDW_AIRFLOW_SECRET:?}" "${AFDW_AIRFLOW_FERNET:?}" "${AFDW_AIRFLOW_PASSWORD:?}"
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="$AFDW_AIRFLOW_DSN"
export AIRFLOW__CORE__FERNET_KEY="$AFDW_AIRFLOW_FERNET"
export AIRFLOW__API__SECRET_KEY="$AFDW_AIRFLOW_SECRET"
export AIRFLOW__API_AUTH__JWT_SECRET="$AFDW_AIRFLOW_SECRET"
mkdir -p "$AIRFLOW_HOME" "$AFDW_HOME/logs"
python3 -c 'import json, os; print(json.dumps({"admin": os.environ["AFDW_AIRFLOW_PASSWORD"]}))' \
  >"$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE.$$"
mv "$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE.$$" "$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"
[ "${2:-}" != api-server ] || airflow db migrate
exec "$@"
