# SPDX-License-Identifier: GPL-3.0-or-later
# The folder walls of docs/architecture.md, over the files named on the command line (relative to the root).
# Prints `file:line: [rule] words` for each breach and exits 1. core_headers and chart_headers are lists of the
# headers of QtCore and QtCharts, so that <QString> and <QColor> can be told apart without their module's name.
#
#     app ──► widgets ──► model ◄── backend          backend/service, backend/traffic ──► backend/protocol
#      └────────────────────► backend                backend/protocol ──► nothing

function breach(rule, words) {
    printf "%s:%d: [%s] %s\n", FILENAME, FNR, rule, words
    breaches++
}

function starts(text, prefix) { return substr(text, 1, length(prefix)) == prefix }

# The part of the tree a path belongs to; the folders of backend that may not see Qt are parts of their own.
function partOf(path) {
    if (path ~ /^backend\/(service|protocol|traffic)\//) {
        split(path, piece, "/")
        return piece[2]
    }
    split(path, piece, "/")
    return piece[1]
}

function mayInclude(from, path) {
    if (from == "tests" || starts(path, "resources/"))
        return 1
    if (starts(path, "tests/"))
        return 0
    if (from == "app")
        return 1
    if (from == "widgets")
        return path ~ /^(widgets|model)\//
    if (from == "model")
        return starts(path, "model/")
    if (from == "backend")
        return path ~ /^(backend|model)\// && !starts(path, "backend/service/")
    if (from == "protocol")
        return starts(path, "backend/protocol/")
    return starts(path, "backend/" from "/") || starts(path, "backend/protocol/")
}

# "core", "charts", "qt" (some other module), or "" for what is not Qt.
function qtModule(header) {
    if (starts(header, "QtCore"))
        return "core"
    if (starts(header, "QtCharts"))
        return "charts"
    if (header ~ /^Qt[A-Z]/)
        return "qt"
    if (header in isCore)
        return "core"
    if (header in isChart)
        return "charts"
    return header ~ /^(Q[A-Z]|q[a-z]+\.h$)/ ? "qt" : ""
}

function checkQuoted(from, path) {
    if (path ~ /(^|\/)\.\.?\//)
        breach("from-root", "\"" path "\" climbs: write includes from the root of the tree")
    else if (path ~ /\.moc$/ && from == "tests")
        return
    else if (path ~ /^moc_/ && FILENAME ~ ("/" substr(path, 5) "$"))
        return # what moc makes of its header
    else if (path !~ /^(app|widgets|model|backend|tests|resources)\//)
        breach("from-root", "\"" path "\" is not written from the root of the tree")
    else if (!mayInclude(from, path))
        breach("wall", FILENAME " may not include \"" path "\"")
}

function checkAngled(from, header,    module) {
    if (header ~ /^(app|widgets|model|backend|tests)\//) {
        breach("from-root", "<" header "> is ours: write it in quotes")
        return
    }
    module = qtModule(header)
    if (module == "" || from == "tests")
        return
    if (from ~ /^(service|protocol|traffic)$/)
        breach("no-qt", "backend/" from " knows no Qt, and includes <" header ">")
    else if (from == "model" && module != "core")
        breach("core-only", "of Qt, model includes QtCore alone, not <" header ">")
    else if (from == "backend" && (module == "charts" || header ~ /^Qt(Widgets|Gui)/))
        breach("no-gui", "backend draws nothing, and includes <" header ">")
    if (module == "charts" && !starts(FILENAME, "widgets/chart/"))
        breach("charts", "Qt Charts stays behind widgets/chart, not <" header ">")
}

# What a folder links is a wall as well: a target that links Widgets can include them tomorrow.
function checkCMake(from, line) {
    sub(/#.*/, "", line)
    if (from == "tests" || from == "CMakeLists.txt" || from == "cmake")
        return
    if (from ~ /^(service|protocol|traffic)$/ && line ~ /Qt6::|(^|[ (])model_/)
        breach("no-qt", "backend/" from " links neither Qt nor model")
    if (from == "model" && line ~ /Qt6::/ && line ~ /Qt6::([ABD-Z]|Ch|Con)/)
        breach("core-only", "of Qt, model links Core alone")
    if (line ~ /Qt6::Charts/ && !starts(FILENAME, "widgets/chart/"))
        breach("charts", "Qt Charts stays behind widgets/chart")
    if (from == "model" && line ~ /(^|[ (])(backend|widgets)_/)
        breach("wall", "model links nothing of backend or widgets")
    if (from == "widgets" && line ~ /(^|[ (])backend_/)
        breach("wall", "widgets link nothing of backend")
    if (from ~ /^(backend|service|protocol|traffic)$/ && line ~ /(^|[ (])widgets_/)
        breach("wall", "backend links nothing of widgets")
}

BEGIN {
    count = split(core_headers, name, " ")
    for (i = 1; i <= count; i++)
        isCore[name[i]] = 1
    count = split(chart_headers, name, " ")
    for (i = 1; i <= count; i++)
        isChart[name[i]] = 1
}

FNR == 1 { from = partOf(FILENAME) }

FILENAME ~ /(CMakeLists\.txt|\.cmake)$/ { checkCMake(from, $0); next }

/^[ \t]*#[ \t]*(include|import)[ \t]*["<]/ {
    line = $0
    sub(/^[ \t]*#[ \t]*(include|import)[ \t]*/, "", line)
    target = substr(line, 2)
    sub(/[">].*/, "", target)
    if (substr(line, 1, 1) == "\"")
        checkQuoted(from, target)
    else
        checkAngled(from, target)
}

END { exit breaches > 0 }
