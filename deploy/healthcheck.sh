#!/usr/bin/env bash
# Health of a container: asks the program's own /healthz, with nothing but bash.
set -euo pipefail
port=${MTXMON_WEB_LISTEN_ADDRESS##*:}
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$port" >&3
read -rt 2 -u 3 _ status _
[[ $status == 200 ]]
