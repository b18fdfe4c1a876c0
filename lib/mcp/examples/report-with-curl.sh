#!/bin/sh
# Tells Lanekeeper of one credential with nothing but curl, and asks whether it may be used: all that a server in any language must do.
#
#   LANEKEEPER_URL=https://lanekeeper.example.com LANEKEEPER_KEY=lk_srv_… CREDENTIAL=… sh report-with-curl.sh github-tools github-prod
set -eu
server=$1
lane=$2
# One process is one replica, and every start is a new one.
replica="$(uname -n)-$$"
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)

# The key comes by standard input, as every process of this machine can read arguments.
lanekeeper() {
  curl --silent --show-error --fail-with-body --config - "$@" <<END
header = "authorization: Bearer $LANEKEEPER_KEY"
END
}

# The credential itself stays here: its fingerprint is an HMAC-SHA-256 under the last part of the server key, 16 digits of it.
fingerprint=$(FINGERPRINT_KEY=${LANEKEEPER_KEY##*_} perl -MDigest::SHA=hmac_sha256_hex \
  -e 'print substr hmac_sha256_hex($ENV{CREDENTIAL}, $ENV{FINGERPRINT_KEY}), 0, 16')

# event <sequence> <kind> <data>
event() {
  printf '{"specversion":"1.0","id":"%s","sequence":"%s","source":"/servers/%s/replicas/%s","subject":"%s",' \
    "$replica-$1" "$1" "$server" "$replica" "$lane"
  printf '"type":"dev.lanekeeper.%s","time":"%s","data":%s}' "$2" "$now" "$3"
}

declared='{"provider":"github","owner":"platform-team","routes":[{"tool":"issues_list","side_effect":"read"}]}'
loaded='{"generation":1,"fingerprint":"'$fingerprint'","issued_at":"'$now'","store":{"type":"file","reference":"/run/secrets/github"}}'
lanekeeper "$LANEKEEPER_URL/api/v1/events" --header "content-type: application/cloudevents-batch+json" \
  --data "[$(event 1 lane.declared "$declared"),$(event 2 credential.loaded "$loaded")]"
echo

# "control" of each lane: active, paused or contained. Anything but active means: refuse the calls that this credential powers.
lanekeeper "$LANEKEEPER_URL/api/v1/control?replica=$replica"
echo
