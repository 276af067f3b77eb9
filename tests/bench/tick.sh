#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tick: 100 rules over 500 series at one instant.
set -euo pipefail
cd "$(dirname "$0")/../.."
build/release/bin/bench_tick build/bench/tick.json
