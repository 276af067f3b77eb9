#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# install_packages.sh FOLDER: the packages of package-lock.json into FOLDER, once for each state of the lock file.
set -euo pipefail
folder="$1"
lock="$folder/package-lock.json" done="$folder/node_modules/.installed"
command -v node >/dev/null && command -v npm >/dev/null ||
    { echo "interop: node and npm are needed: ./dev deps installs them." >&2; exit 1; }
cmp -s "$lock" "$done" && exit 0
(cd "$folder" && npm ci --prefer-offline) ||
    { echo "interop: npm could not get the packages of tests/interop/package-lock.json. This test needs them: let npm" \
           "reach its registry, or fill its cache, and run it again." >&2; exit 1; }
cp "$lock" "$done"
