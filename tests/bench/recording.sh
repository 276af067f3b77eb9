#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# recording [--seconds N | --hour] [--rounds N]: bytes a sample, and time to write and read, of a made day and of what
# the window recorded of a real service under practice traffic (three minutes, or --hour), with peers.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=180 options=()
while [ $# -gt 0 ]; do
    case "$1" in
        --hour) seconds=3600 ;;
        --seconds) seconds="$2"; shift ;;
        *) options+=("$1") ;;
    esac
    shift
done
mkdir -p build/bench
data="$(mktemp -d)"
trap 'rm -rf "$data"' EXIT
echo "recording bench: recording a real service for $seconds s"
QT_QPA_PLATFORM=offscreen TZ=UTC build/release/bin/quarterdeck snapshot --practice --data-dir "$data" \
    --seconds "$seconds" -o "$data/picture.png"
QT_QPA_PLATFORM=offscreen TZ=UTC build/release/bin/bench_recording --real "$data/practice/recording" \
    --out build/bench/recording.json "${options[@]}"
