#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_walls.sh [ROOT]: the folder walls (walls.awk) over a tree, this one by default.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
cd "${1:-$here/../..}"

# The names of a Qt module's headers, so that <QColor> is known for what it is without "QtGui/".
headers_of() {
    local dir
    for dir in /usr/include/*/qt6/"$1" /usr/include/qt6/"$1"; do
        [ -d "$dir" ] && find "$dir" -maxdepth 1 -type f -printf '%f '
    done
    return 0
}

mapfile -t files < <(for dir in app widgets model backend tests; do [ ! -d "$dir" ] || find "$dir" -type f \
    \( -name '*.h' -o -name '*.cpp' -o -name CMakeLists.txt \); done | LC_ALL=C sort)
[ "${#files[@]}" -gt 0 ] || { echo "check_walls: no sources in $PWD" >&2; exit 2; }
awk -v core_headers="$(headers_of QtCore)" -v chart_headers="$(headers_of QtCharts)" -f "$here/walls.awk" "${files[@]}"
