#!/usr/bin/env bash
# Fetches @confluentinc/kafka-javascript into .cache/bench-confluent and builds its binding, librdkafka included, so that
# the benchmark can measure it. About a minute and 100 MB, once. Needs a C++ compiler, make, python3 and the libraries
# that librdkafka links; on Debian and Ubuntu:
#
#   apt-get install g++ make python3 librdkafka-dev libssl-dev libsasl2-dev zlib1g-dev libcurl4-openssl-dev libzstd-dev liblz4-dev
#
# It is built for the `node` on the PATH, and only that Node.js can load it: the benchmark runs its cells with it.
set -euo pipefail

version=1.10.1
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$root/.cache/bench-confluent
package=$folder/node_modules/@confluentinc/kafka-javascript

# Built beside and put in place at the end: one that was interrupted is not taken for a built one.
rm -f "$folder/node-path"
mkdir -p "$folder"
printf '{ "private": true }\n' >"$folder/package.json"
npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --no-package-lock --save-exact \
  "@confluentinc/kafka-javascript@$version"

# Headers that came with Node.js save a download.
prefix=$(node -p 'require("node:path").dirname(require("node:path").dirname(process.execPath))')
nodedir=()
[ -f "$prefix/include/node/node.h" ] && nodedir=("--nodedir=$prefix")
gyp=$(npm root --global)/npm/node_modules/node-gyp/bin/node-gyp.js

cd "$package"
# Without a number of jobs, librdkafka's make starts all of its compilers at once.
CKJS_LINKING=dynamic node "$gyp" rebuild "${nodedir[@]}" --jobs="${JOBS:-$(nproc)}"
node -p '`librdkafka ${require("./").librdkafkaVersion} for Node.js ${process.version}`'
node -p 'process.execPath' >"$folder/node-path"
