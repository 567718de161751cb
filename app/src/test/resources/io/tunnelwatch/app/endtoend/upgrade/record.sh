#!/usr/bin/env bash
# Records the data directories 'stopped' and 'killed' with an earlier build, and packs them beside the working directory.
#   record.sh CHECKOUT    a checkout of that build, built (its bin/tunnelwatch --help builds it)
# Takes four minutes; see README.md.
set -euo pipefail
build=$(cd "$1" && pwd)
story=$(cd "$(dirname "$0")" && pwd)/upgrade.yaml
classpath="$build/app/target/app.jar:$build/app/target/lib/*"

# The class is called as bin/tunnelwatch calls it; through the script the signal would reach the script.
record() { # NAME SIGNAL KAFKA-PORT
  mkdir "$1" && cp "$story" "$1" && cd "$1"
  java -Xmx256m -cp "$classpath" io.tunnelwatch.app.Tunnelwatch up --data-dir data --simulate upgrade.yaml \
    --http-port 0 --kafka-port "$3" --registry-port 0 >output.txt 2>&1 &
  local pid=$!
  until grep -q '^Ready after' output.txt; do sleep 1; done
  # What is recorded must be there whenever somebody looks: no topic may let go of what is old.
  for topic in observations transitions alerts history availability dead-letters; do
    java -cp "$classpath" kafka.admin.ConfigCommand --bootstrap-server "127.0.0.1:$3" --alter --entity-type topics \
      --entity-name "vpn.$topic.v1" --add-config retention.ms=-1 >>tools.txt 2>&1
  done
  # Until the story is told: its last event before the end is after three minutes, and what it causes takes half a minute.
  while [ $(($(date +%s) - $(date -d "$(tail -n 1 data/simulation.began)" +%s))) -lt 220 ]; do sleep 1; done
  kill "-$2" "$pid"
  wait "$pid" || true
  cd ..
}

(record stopped TERM 19092) & first=$!
(record killed KILL 19192) & second=$!
wait "$first" "$second"
for name in stopped killed; do
  # The logs name paths of the machine that recorded them, and nobody reads them again.
  rm -rf "$name/data/logs"
  # An index that a kill has left is a megabyte of nothing; the broker makes it anew from the log.
  find "$name/data/kafka/log" -name '*index' -size +900k -delete
  (cd "$name/data" && jar --create --no-manifest --file "../../$name.zip" .)
done
