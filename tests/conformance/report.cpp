// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/report.h"

#include "tests/conformance/judge.h"

#include <QtCore/QDir>

namespace qd::conformance {

namespace {

QString lineOf(const QString &what, const Counts &counts)
{
    return QStringLiteral("%1: %2 passed, %3 refused, %4 wrong")
        .arg(what)
        .arg(counts.passed)
        .arg(counts.refused)
        .arg(counts.wrong);
}

Counts runFile(const QString &name, const QString &text, QStringList &lines)
{
    Counts counts;
    Judge judge;
    for (const Judgement &judgement : judge.run(parseScript(text))) {
        const bool isRefused = judgement.verdict == Verdict::Refused;
        counts.passed += judgement.verdict == Verdict::Passed ? 1 : 0;
        counts.refused += isRefused ? 1 : 0;
        counts.wrong += judgement.verdict == Verdict::Wrong ? 1 : 0;
        if (judgement.verdict != Verdict::Passed)
            lines << QStringLiteral("%1:%2: %3: %4")
                         .arg(name)
                         .arg(judgement.line)
                         .arg(isRefused ? QStringLiteral("refused") : QStringLiteral("WRONG"), judgement.words);
    }
    return counts;
}

} // namespace

Result<Report> runFolder(const QString &folder)
{
    const QStringList names = QDir(folder).entryList({QStringLiteral("*.test")}, QDir::Files, QDir::Name);
    if (names.isEmpty())
        return failure(ErrorCode::NotFound, QStringLiteral("There is no *.test file in %1.").arg(folder));
    Report report;
    QStringList sums;
    for (const QString &name : names) {
        QFile file(QDir(folder).filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            return failure(ErrorCode::Io,
                           QStringLiteral("%1 cannot be read: %2.").arg(file.fileName(), file.errorString()));
        const Counts counts = runFile(name, QString::fromUtf8(file.readAll()), report.lines);
        sums << lineOf(name, counts);
        report.total.passed += counts.passed;
        report.total.refused += counts.refused;
        report.total.wrong += counts.wrong;
    }
    report.lines << sums << lineOf(QStringLiteral("total"), report.total);
    return report;
}

} // namespace qd::conformance
