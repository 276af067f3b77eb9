// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/imported.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QRandomGenerator>

#include <sys/resource.h>

using namespace qd;
using test::ImportFolder;

namespace {

const QByteArray openMetrics =
    "# TYPE a counter\na_total{x=\"1\"} 1 1700000000.5\na_total{x=\"1\"} 2 1700000010.5\n"
    "b 1e3 1700000000.5 # {t=\"1\"} 1\n# EOF\n";
const QByteArray csv = "time,a,\"b \"\"c\"\"\"\n2024-08-20T14:03:27Z,1,2\n2024-08-20T14:03:28Z,3,\"4\"\n";
const QByteArray range =
    R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"a"},)"
    R"("values":[[1700000000,"1"],[1700000001,"2"]]}]}})";
const QByteArray hook =
    R"({"version":"4","alerts":[{"status":"firing","labels":{"alertname":"A"},"startsAt":"2024-08-20T14:03:27Z"}]})";

/// The largest resident size of this process so far, in MiB.
long peakMiB()
{
    struct rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

} // namespace

class ImportHostileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void cutAtEveryByte_data() { texts(); }
    void cutAtEveryByte();
    void everyByteChanged_data() { texts(); }
    void everyByteChanged();
    void garbage();
    void whatIsNoText_data();
    void whatIsNoText();
    void aLineOfAHundredMiB();
    void aJsonStringOfAHundredMiB();
    void seriesWithoutEnd();
    void labelsWithoutEnd();
    void samplesInNoOrder();
    void memoryDoesNotGrowWithTheFile();

private:
    static void texts();
};

void ImportHostileTest::texts()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("OpenMetrics") << openMetrics;
    QTest::newRow("CSV") << csv;
    QTest::newRow("query_range") << range;
    QTest::newRow("webhook") << hook;
}

/// Never a crash; an error in one line, or a report that says what is lost, or all of it.
void ImportHostileTest::cutAtEveryByte()
{
    QFETCH(QByteArray, text);
    for (qsizetype length = 0; length < text.size(); ++length) {
        ImportFolder folder;
        folder.add(QStringLiteral("a"), text.left(length));
        const auto report = folder.import();
        if (!report) {
            QVERIFY2(!report.error().words.contains(u'\n') && report.error().words.endsWith(u'.'),
                     qPrintable(report.error().words));
            QCOMPARE(folder.files(), QStringList{QStringLiteral("a")});
        } else if (text == openMetrics && length < text.size() - 1) {
            QVERIFY2(!report->losses.empty(), text.left(length).constData());
        }
    }
}

void ImportHostileTest::everyByteChanged()
{
    QFETCH(QByteArray, text);
    for (qsizetype at = 0; at < text.size(); ++at) {
        // One of them at each place: an import is synced to disk, which takes its time.
        QByteArray changed = text;
        changed[at] = "\0\n\"9\xff"[at % 5];
        ImportFolder folder;
        folder.add(QStringLiteral("a"), changed);
        if (folder.import())
            QCOMPARE(test::contentsOf(folder.out()).damaged, 0);
        else
            QCOMPARE(folder.files(), QStringList{QStringLiteral("a")});
    }
}

void ImportHostileTest::garbage()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 200; ++i) {
        QByteArray text(1 + random.bounded(4000), Qt::Uninitialized);
        for (char &c : text)
            c = i % 2 == 0 ? char(random.bounded(256)) : "{}[]\",;:0123456789abc_ \n#=."[random.bounded(27)];
        ImportFolder folder;
        folder.add(QStringLiteral("a"), text);
        (void)folder.import();
    }
    QByteArray lines = "a 1 1700000000000\n";
    for (int i = 0; i < 5000; ++i)
        lines += "garbage, line after line\n";
    ImportFolder folder;
    folder.add(QStringLiteral("a"), lines);
    const auto report = folder.import();
    QVERIFY(!report);
    QVERIFY2(report.error().words.startsWith(
                 QStringLiteral("a looked like Prometheus text, but most of its lines cannot "
                                "be read as that; nothing was written. 1,001 lines")),
             qPrintable(report.error().words));
}

void ImportHostileTest::whatIsNoText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("words");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("it is empty");
    QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\0abc", 7) << QStringLiteral("unpack it first");
    QTest::newRow("UTF-16") << QByteArray("\xff\xfet\0i\0", 6) << QStringLiteral("save it as UTF-8");
    QTest::newRow("binary") << QByteArray("abc\0def", 7) << QStringLiteral("it is not text");
}

void ImportHostileTest::whatIsNoText()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, words);
    ImportFolder folder;
    folder.add(QStringLiteral("a"), text);
    const auto report = folder.import();
    QVERIFY(!report);
    QVERIFY2(report.error().words.contains(words), qPrintable(report.error().words));
}

void ImportHostileTest::aLineOfAHundredMiB()
{
    ImportFolder folder;
    QFile file(folder.add(QStringLiteral("a.prom"), "a 1 1700000000000\n"));
    QVERIFY(file.open(QIODevice::Append));
    for (int i = 0; i < 100; ++i)
        QVERIFY(file.write(QByteArray(1 << 20, 'x')) > 0);
    QVERIFY(file.write("\na 2 1700000001000\n") > 0);
    file.close();
    const long before = peakMiB();
    QVERIFY(folder.import());
    QVERIFY2(peakMiB() - before < 30, qPrintable(QString::number(peakMiB() - before)));
    QCOMPARE(folder.said(), QStringLiteral("1 line is longer than 1 MiB and was left out (a.prom, line 2)."));
    QCOMPARE(test::contentsOf(folder.out()).series.at("a").size(), std::size_t(2));
}

void ImportHostileTest::aJsonStringOfAHundredMiB()
{
    ImportFolder folder;
    QFile file(folder.add(QStringLiteral("a.json"),
                          R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":")"));
    QVERIFY(file.open(QIODevice::Append));
    for (int i = 0; i < 100; ++i)
        QVERIFY(file.write(QByteArray(1 << 20, 'x')) > 0);
    file.close();
    const long before = peakMiB();
    const auto report = folder.import();
    QVERIFY(!report);
    QVERIFY2(report.error().words.contains(QStringLiteral("a string is longer than 1 MiB")),
             qPrintable(report.error().words));
    QVERIFY2(peakMiB() - before < 30, qPrintable(QString::number(peakMiB() - before)));
}

void ImportHostileTest::seriesWithoutEnd()
{
    QByteArray text;
    for (int i = 0; i < 61'000; ++i)
        text += "a{i=\"" + QByteArray::number(i) + "\"} 1 1700000000000\n";
    ImportFolder folder;
    folder.add(QStringLiteral("a.prom"), text);
    const auto report = folder.import();
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    QCOMPARE(report->series, 60'000);
    QVERIFY2(folder.said().startsWith(
                 QStringLiteral("1,000 samples were left out: there are more series, or longer names, "
                                "than an import takes (first: a.prom, line 60001)")),
             qPrintable(folder.said()));
}

void ImportHostileTest::labelsWithoutEnd()
{
    QByteArray labels;
    for (int i = 0; i < 65; ++i)
        labels += 'l' + QByteArray::number(i) + "=\"x\",";
    ImportFolder folder;
    (void)folder.imported(QStringLiteral("a.prom"), "a 1 1700000000000\na{" + labels + "} 1 1700000000000\n");
    QVERIFY2(folder.said().contains(QStringLiteral("a.prom, line 2")), qPrintable(folder.said()));
}

void ImportHostileTest::samplesInNoOrder()
{
    std::vector<int> order(20'000);
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = int(i);
    std::ranges::shuffle(order, QRandomGenerator(3));
    QByteArray text;
    for (const int i : order)
        text += "a " + QByteArray::number(i) + ' ' + QByteArray::number(1'700'000'000'000 + i * 1000LL) + '\n';
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("a.prom"), text + text);
    const auto &samples = contents.series.at("a");
    QCOMPARE(samples.size(), order.size());
    for (std::size_t i = 0; i < samples.size(); ++i)
        QCOMPARE(samples[i].value, double(i));
    QVERIFY2(folder.said().contains(QStringLiteral("20,000 samples came twice")), qPrintable(folder.said()));
}

void ImportHostileTest::memoryDoesNotGrowWithTheFile()
{
    ImportFolder folder;
    QFile file(folder.add(QStringLiteral("a.om"), {}));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QRandomGenerator random(1);
    for (int s = 0; s < 100; ++s) {
        QByteArray text;
        for (int i = 0; i < 10'000; ++i)
            text += "load{cpu=\"" + QByteArray::number(s) + "\"} " +
                    QByteArray::number(random.generateDouble(), 'g', 17) + ' ' +
                    QByteArray::number(1'700'000'000 + i) + '\n';
        QVERIFY(file.write(text) > 0);
    }
    QVERIFY(file.write("# EOF\n") > 0);
    file.close();
    const long before = peakMiB();
    const auto report = folder.import();
    QVERIFY(report);
    QCOMPARE(report->samples, std::int64_t(1'000'000)); // 16 MB of samples, and what waits is at most twice 32
    QVERIFY2(peakMiB() - before < 100, qPrintable(QString::number(peakMiB() - before)));
}

QD_TEST_GUILESS(ImportHostileTest)
#include "tst_import_hostile.moc"
