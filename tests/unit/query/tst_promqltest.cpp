// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/range_functions.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/query/series_notation.h"

#include <QtCore/QFile>
#include <QtCore/QMap>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <cmath>

using namespace qd;

namespace {

/// Series by their text, labels in upstream's order.
using Loaded = QMap<QString, std::vector<Sample>>;

Millis durationOf(const QString &text)
{
    static const QRegularExpression part(QStringLiteral("([0-9]+)(ms|s|m|h)"));
    if (const auto plain = QRegularExpression(QStringLiteral("^[0-9]+$")).match(text); plain.hasMatch())
        return std::chrono::seconds(text.toInt());
    Millis sum{};
    for (auto it = part.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        const auto count = match.captured(1).toInt();
        const QString unit = match.captured(2);
        sum += unit == QStringLiteral("ms")  ? Millis(count)
               : unit == QStringLiteral("s") ? Millis(std::chrono::seconds(count))
               : unit == QStringLiteral("m") ? Millis(std::chrono::minutes(count))
                                             : Millis(std::chrono::hours(count));
    }
    return sum;
}

std::optional<double> apply(const QString &function, const std::vector<Sample> &samples,
                            const query::RangeWindow &window)
{
    using namespace query;
    if (function == QStringLiteral("increase"))
        return increase(samples, window);
    if (function == QStringLiteral("rate"))
        return rate(samples, window);
    if (function == QStringLiteral("delta"))
        return delta(samples, window);
    if (function == QStringLiteral("irate"))
        return irate(samples);
    if (function == QStringLiteral("idelta"))
        return idelta(samples);
    if (function == QStringLiteral("sum_over_time"))
        return sumOverTime(samples);
    if (function == QStringLiteral("avg_over_time"))
        return avgOverTime(samples);
    return function == QStringLiteral("min_over_time") ? minOverTime(samples) : maxOverTime(samples);
}

struct Instant
{
    QString function;
    QString metric;
    query::RangeWindow window;
};

std::optional<Instant> instantOf(const QString &line)
{
    static const QRegularExpression evaluation(
        QStringLiteral("^eval instant at (\\w+) (increase|rate|delta|irate|idelta|(?:sum|avg|min|max)_over_time)"
                       "\\(([a-zA-Z_:]+)\\[(\\w+)\\](?: offset (\\w+))?\\)$"));
    const auto match = evaluation.match(line);
    if (!match.hasMatch())
        return std::nullopt;
    const Timestamp end = Timestamp(durationOf(match.captured(1))) - durationOf(match.captured(5));
    return Instant{match.captured(1 + 1), match.captured(3), {end, durationOf(match.captured(4))}};
}

} // namespace

class PromqlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void functionsAgreeWithUpstream();

private:
    void check(const Instant &instant, const Loaded &loaded, const QStringList &expected);
    int m_checked = 0;
};

// Takes from upstream's script the instant evaluations of one of our functions on a whole metric of float samples.
void PromqlTest::functionsAgreeWithUpstream()
{
    const QString folder = qEnvironmentVariable("QD_PROMQLTEST_DIR");
    if (folder.isEmpty()) {
        qInfo("QD_PROMQLTEST_DIR names no folder with functions.test: nothing was compared.");
        return;
    }
    QFile file(folder + QStringLiteral("/functions.test"));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
    Loaded loaded;
    std::optional<Millis> step;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = lines[i].trimmed();
        const bool indented = lines[i].startsWith(QLatin1Char(' ')) || lines[i].startsWith(QLatin1Char('\t'));
        if (line == QStringLiteral("clear"))
            loaded.clear();
        if (line.startsWith(QStringLiteral("load ")))
            step = durationOf(line.mid(5));
        else if (!indented && !line.isEmpty() && !line.startsWith(QLatin1Char('#')))
            step.reset();
        static const QRegularExpression definition(QStringLiteral("^([a-zA-Z_:]+(?:\\{[^}]*\\})?)\\s+(.*)$"));
        if (const auto match = definition.match(line); step && indented && match.hasMatch())
            if (const auto samples = test::seriesFromNotation(match.captured(2), *step))
                loaded[match.captured(1)] = *samples;
        const auto instant = instantOf(line);
        if (!instant)
            continue;
        QStringList expected;
        while (i + 1 < lines.size() && !lines[i + 1].trimmed().isEmpty())
            if (const QString next = lines[++i].trimmed(); next.startsWith(QLatin1Char('{')))
                expected << next;
        check(*instant, loaded, expected);
    }
    qInfo("%d values compared with upstream's", m_checked);
    QVERIFY(m_checked >= 20);
}

void PromqlTest::check(const Instant &instant, const Loaded &loaded, const QStringList &expected)
{
    for (const QString &line : expected) {
        const QString labels = line.left(line.indexOf(QLatin1Char('}')) + 1);
        const QString value = line.mid(labels.size()).trimmed();
        const QString series = labels == QStringLiteral("{}") ? instant.metric : instant.metric + labels;
        const auto found =
            loaded.contains(series) ? loaded.find(series) : loaded.find(instant.metric + QStringLiteral("{}"));
        if (found == loaded.end() || value.startsWith(QLatin1Char('{')))
            continue; // native histograms
        auto samples = *found;
        std::erase_if(samples, [&](const Sample &s) {
            return !instant.window.range().contains(s.at) || isStaleMarker(s.value);
        });
        const auto actual = apply(instant.function, samples, instant.window);
        const double wanted = value.toDouble();
        const QByteArray what =
            (instant.function + QLatin1Char(' ') + series + QLatin1Char(' ') + value).toUtf8() + " is " +
            QByteArray::number(actual.value_or(-999), 'g', 17);
        QVERIFY2(actual, what.constData());
        QVERIFY2((std::isnan(wanted) && std::isnan(*actual)) || *actual == wanted ||
                     std::abs(*actual - wanted) <= 1e-6 * std::abs(wanted),
                 what.constData());
        ++m_checked;
    }
}

QD_TEST_APPLESS(PromqlTest)
#include "tst_promqltest.moc"
