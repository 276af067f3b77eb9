#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# chart [--rounds N] [--loads S1,S2] [--work NAME] [--ours-only]: frame times of our charts and of three peers, without a GPU.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p build/bench
QT_QPA_PLATFORM=offscreen TZ=UTC build/release/bin/bench_chart --out build/bench/chart.json "$@"
