#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Proves the lint: this tree keeps every wall, a small good tree passes, and each rule goes red on an example of
# what it forbids. A rule that cannot fail is worse than none.
set -uo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
tree="$(mktemp -d)"
trap 'rm -rf "$tree"' EXIT
failures=0

fail() {
    echo "FAIL: $*" >&2
    failures=$((failures + 1))
}

# put FILE LINE…: writes a file of the example tree, licence line first and #pragma once in headers.
put() {
    local file="$tree/$1" mark='//'
    shift
    mkdir -p "$(dirname "$file")"
    case "$file" in *.txt | *.sh) mark='#' ;; esac
    {
        echo "$mark SPDX-License-Identifier: GPL-3.0-or-later"
        case "$file" in *.h) echo '#pragma once' ;; esac
        printf '%s\n' "$@"
    } >"$file"
}

# red CHECK RULE FILE LINE…: the example breaks RULE, and nothing else, under CHECK.
red() {
    local check="$1" rule="$2" file="$3" out status
    shift 3
    put "$file" "$@"
    out="$("$here/$check" "$tree")"
    status=$?
    [ "$status" -eq 1 ] || fail "$file ($*) passed $check"
    grep -q "^$file:[0-9]*: \[$rule\] " <<<"$out" || fail "$file ($*) was not named for [$rule]: $out"
    [ "$(grep -vc "\[$rule\]" <<<"$out")" -eq 0 ] || fail "$file ($*) was also named for another rule: $out"
    rm "$tree/$file"
}

# green FILE LINE…: a file that both checks let pass, and that stays in the example tree.
green() {
    local out
    put "$@"
    out="$("$here/check_walls.sh" "$tree" && "$here/check_style.sh" "$tree")" || fail "a good example is refused: $out"
}

"$here/check_walls.sh" || fail "the tree breaks its walls"
"$here/check_style.sh" || fail "the tree breaks its style"

green model/series/store.cpp '#include "model/series/store.h"' '#include <QtCore/QString>' '#include <QByteArray>' '#include <vector>'
green model/series/CMakeLists.txt 'qd_library(model_series SOURCES store.cpp DEPS model_base Qt6::Core)'
green widgets/chart/view.h '#include "model/series/store.h"' '#include <QtCharts/QChartView>' '#include <QtWidgets/QWidget>'
green backend/engine/engine.h '#include "backend/protocol/names.h"' '#include "model/series/store.h"' '#include <QNetworkReply>'
green backend/service/main.cpp '#include "backend/protocol/names.h"' '#include <boost/asio.hpp>' '#include <queue>'
green widgets/chart/view.cpp '#include "moc_view.cpp"'
green app/main.cpp '#include "backend/engine/engine.h"' '#include "widgets/chart/view.h"'
green tests/unit/tst_b.cpp 'QTest::qWait(5); // Real time: shows that nothing comes' \
    'QVERIFY(QTest::qWaitForWindowActive(w));' 'QVERIFY(QTest::qWaitFor(done, 5));'
green tests/unit/tst_a.cpp '#include "backend/service/main.h"' '#include <QtCharts/QChart>' '#include "tst_a.moc"'

wall() { red check_walls.sh "$@"; }
wall wall widgets/shared/bad.h '#include "backend/engine/engine.h"'
wall wall widgets/shared/bad.h '  #  include "app/main.h"'
wall wall model/base/bad.cpp '#include "widgets/chart/view.h"'
wall wall model/base/bad.cpp '#include "backend/protocol/names.h"'
wall wall model/base/bad.cpp '#include "app/main.h"'
wall wall backend/engine/bad.cpp '#include "widgets/chart/view.h"'
wall wall backend/engine/bad.cpp '#include "app/main.h"'
wall wall backend/engine/bad.cpp '#include "backend/service/table.h"'
wall wall backend/service/bad.cpp '#include "model/series/store.h"'
wall wall backend/service/bad.cpp '#include "backend/engine/engine.h"'
wall wall backend/traffic/bad.cpp '#include "backend/service/table.h"'
wall wall backend/protocol/bad.cpp '#include "backend/service/table.h"'
wall wall app/bad.cpp '#include "tests/support/fatal_warnings.h"'
wall wall model/base/CMakeLists.txt 'qd_library(model_base DEPS backend_protocol)'
wall wall widgets/shared/CMakeLists.txt 'qd_library(widgets_shared DEPS backend_engine)'
wall wall backend/engine/CMakeLists.txt 'qd_library(backend_engine DEPS widgets_shared)'
wall no-qt backend/service/bad.h '#include <QtCore/QString>'
wall no-qt backend/service/bad.h '#include <QString>'
wall no-qt backend/protocol/bad.h '#include <qglobal.h>'
wall no-qt backend/traffic/bad.h '#include <QObject>'
wall no-qt backend/service/CMakeLists.txt 'qd_library(backend_service DEPS Qt6::Core)'
wall no-qt backend/service/CMakeLists.txt 'qd_library(backend_service DEPS model_base)'
wall core-only model/base/bad.h '#include <QtGui/QColor>'
wall core-only model/base/bad.h '#include <QColor>'
wall core-only model/base/bad.h '#include <QWidget>'
wall core-only model/base/bad.h '#include <QtNetwork/QNetworkReply>'
wall core-only model/base/CMakeLists.txt 'qd_library(model_base DEPS Qt6::Gui)'
wall core-only model/base/CMakeLists.txt 'qd_library(model_base DEPS Qt6::Core Qt6::Network)'
wall no-gui backend/engine/bad.h '#include <QtWidgets/QWidget>'
wall charts widgets/shared/bad.h '#include <QtCharts/QChart>'
wall charts app/bad.cpp '#include <QLineSeries>'
wall charts widgets/shared/CMakeLists.txt 'qd_library(widgets_shared DEPS Qt6::Charts)'
wall from-root model/series/bad.cpp '#include "../base/time.h"'
wall from-root model/series/bad.cpp '#include "store.h"'
wall from-root model/series/bad.cpp '#include "moc_store.cpp"'
wall from-root model/series/bad.cpp '#include <model/base/time.h>'

style() { red check_style.sh "$@"; }
style unfinished model/base/bad.cpp '// TODO: later'
style unfinished backend/service/bad.cpp 'int x; // FIXME'
style skip tests/unit/bad.cpp 'QSKIP("not here");'
style sleep tests/unit/bad.cpp 'std::this_thread::sleep_for(1s);'
style sleep tests/unit/bad.cpp 'QThread::msleep(5);'
style sleep tests/unit/bad.cpp 'QTest::qSleep(5);'
style sleep tests/unit/bad.cpp 'QTest::qWait(5);'
style sleep tests/unit/bad.cpp 'QTest::qWait(5); // Real time:'
style size model/base/bad.h "$(printf '// %s\n' {1..150})"
style size model/base/bad.cpp "$(printf '// %s\n' {1..450})"
green model/base/long.cpp '// Size: one table, which is worse in two files.' "$(printf '// %s\n' {1..450})"

# These two cannot be written by put, which always writes the lines they lack.
mkdir -p "$tree/model/base"
echo 'int x;' >"$tree/model/base/bad.cpp"
grep -q '^model/base/bad.cpp:1: \[licence\]' < <("$here/check_style.sh" "$tree") || fail "a missing licence line passed"
rm "$tree/model/base/bad.cpp"
printf '%s\n' '// SPDX-License-Identifier: GPL-3.0-or-later' 'int x();' >"$tree/model/base/bad.h"
grep -q '^model/base/bad.h:1: \[pragma-once\]' < <("$here/check_style.sh" "$tree") || fail "a header without guard passed"

[ "$failures" -eq 0 ] && echo "every rule of the lint goes red when broken"
exit "$((failures > 0))"
