#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_style.sh [ROOT]: licence lines, header guards, file sizes and forbidden words (style.awk) over a tree.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
cd "${1:-$here/../..}"
mapfile -t files < <({
    find . -maxdepth 1 -type f \( -name CMakeLists.txt -o -name dev \)
    for dir in app widgets model backend tests cmake .ci resources; do [ ! -d "$dir" ] || find "$dir" -type f -size +0 \
        \( -name '*.h' -o -name '*.cpp' -o -name CMakeLists.txt -o -name '*.cmake' -o -name '*.sh' -o -name '*.awk' -o -path .ci/run \); done
} | sed 's|^\./||' | LC_ALL=C sort)
[ "${#files[@]}" -gt 0 ] || { echo "check_style: no sources in $PWD" >&2; exit 2; }
awk -f "$here/style.awk" "${files[@]}"
