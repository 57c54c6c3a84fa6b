#!/bin/sh
# A chat over long polling, with curl. Lines typed are published, packets are printed as they come.
#   sh chat.sh http://localhost:6060/v0/channels/lp alice:alice123 grp…
# Lines must hold no quotes and no backslashes: this is an example, not a writer of JSON.
url=$1 secret=$2 topic=$3 key=${4:-AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K}

# Without sid: a new session. Its id stands in the greeting.
sid=$(curl -sS -X POST "$url?apikey=$key" | sed 's/.*"sid":"\([^"]*\)".*/\1/')
say() { curl -sS --data-binary "$1" -H 'Content-Type: text/plain' "$url?apikey=$key&sid=$sid"; }

say "{\"login\":{\"id\":\"1\",\"secret\":\"$secret\"}}"
say "{\"sub\":{\"id\":\"2\",\"topic\":\"$topic\",\"get\":\"data\"}}"

# One packet per poll; an empty answer means: ask again. An answer that is no 2xx ends it.
while packet=$(curl -sS -f "$url?apikey=$key&sid=$sid"); do
  if [ -n "$packet" ]; then printf '%s\n' "$packet"; fi
done &
poll=$!
trap 'kill $poll 2>/dev/null' EXIT

while IFS= read -r line; do say "{\"pub\":{\"topic\":\"$topic\",\"content\":\"$line\"}}"; done
