# SPDX-License-Identifier: GPL-3.0-or-later
# What a machine can check of the house style, over the files named on the command line (relative to the root).
# Prints `file:line: [rule] words` for each breach and exits 1.

function breach(line, rule, words) {
    printf "%s:%d: [%s] %s\n", file, line, rule, words
    breaches++
}

function endFile() {
    if (file == "")
        return
    if (!licensed)
        breach(1, "licence", "the first line (after a #!) must be SPDX-License-Identifier: GPL-3.0-or-later")
    if (header && !guarded)
        breach(1, "pragma-once", "a header says #pragma once")
    if (!excused && header && length_ > 150)
        breach(length_, "size", "a header past 150 lines is split or says why in a line '// Size: …'")
    if (!excused && source && length_ > 450)
        breach(length_, "size", "a source past 450 lines is split or says why in a line '// Size: …'")
}

FNR == 1 {
    endFile()
    file = FILENAME
    header = file ~ /\.h$/
    source = file ~ /\.cpp$/
    test = file ~ /^tests\// && (header || source)
    licensed = guarded = excused = 0
}

{ length_ = FNR }
FNR == 1 && /^(\/\/|#) SPDX-License-Identifier: GPL-3\.0-or-later$/ { licensed = 1 }
FNR == 1 && /^#!/ { script = 1 }
FNR == 2 && script && /^(\/\/|#) SPDX-License-Identifier: GPL-3\.0-or-later$/ { licensed = 1 }
FNR == 2 { script = 0 }
/^#pragma once$/ { guarded = 1 }
/^\/\/ Size: .+/ { excused = 1 }
file ~ /^tests\/lint\// { next }
/(^|[^A-Za-z_])(TODO|FIXME|XXX)([^A-Za-z_]|$)/ { breach(FNR, "unfinished", "finish it or open an issue") }
test && /QSKIP/ { breach(FNR, "skip", "no test skips: what it needs is installed by ./dev deps") }
test && /sleep_for|sleep_until|qSleep|QThread::(m|u)?sleep|(^|[^A-Za-z_:])(usleep|nanosleep|sleep)\(/ {
    breach(FNR, "sleep", "no test sleeps to wait: wait for the condition itself")
}
test && /(^|[^A-Za-z_])qWait\(/ && !/\/\/ Real time: .+/ {
    breach(FNR, "sleep", "QTRY_ or qWaitFor the condition; what must not happen in a time says '// Real time: …'")
}

END {
    endFile()
    exit breaches > 0
}
