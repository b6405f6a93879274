#!/bin/sh
# A program of a site's folder with a known amount of work: it rests for so many seconds, and runs SExtractor so many times.
# It tells how long that took by its own clock, so that the time around it can be told from the time within it.
began=$(date +%s%N)
read -r job
field() { printf '%s' "$job" | sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; }
times=$(field times)
if [ "$times" -gt 0 ]; then
  printf 'X_IMAGE\nY_IMAGE\nFLUX_AUTO\nFWHM_IMAGE\n' > a.param
  printf 'CATALOG_NAME a.cat\nPARAMETERS_NAME a.param\nFILTER N\nVERBOSE_TYPE QUIET\n' > a.sex
  frame=$(field path)
fi
while [ "$times" -gt 0 ]; do
  source-extractor "$frame" -c a.sex
  times=$((times - 1))
done
sleep "$(field seconds)"
ended=$(date +%s%N)
echo "$ended" > stint.txt
echo '{"output": {"file": "stint.txt", "type": "other", "mediaType": "text/plain", "tag": "stint"}}'
echo '{"done": "a stint", "facts": {"workedMs": '$(((ended - began) / 1000000))'}}'
