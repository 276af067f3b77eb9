// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/recording_info.h"
#include "model/recording/recording_reader.h"
#include "model/recording/recording_writer.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/recording/memory_sink.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;

namespace {

/// A recording of one row, without its end when it is torn.
QByteArray written(bool torn)
{
    const auto bytes = std::make_shared<std::vector<std::byte>>();
    RecordingWriter writer(std::make_unique<test::MemorySink>(bytes));
    recording::Table table{{GroupKind::Scraped, Labels{{"job", "j"}}}, {1000}, {}};
    table.columns.push_back({{"a", Labels{{"job", "j"}}}, SeriesType::Gauge, {7}});
    [&] { QVERIFY(writer.begin({{"service", "sessiond"}, {"provenance", "real"}})); }();
    writer.addTable(table);
    [&] { QVERIFY(writer.endChunk()); }();
    if (!torn)
        [&] { QVERIFY(writer.finish()); }();
    return {reinterpret_cast<const char *>(bytes->data()), qsizetype(bytes->size())};
}

} // namespace

class RecordingSealTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aSealFits();
    void whatChangedIsNotBelieved_data();
    void whatChangedIsNotBelieved();
    void aDamagedHeadTakesNothingFromTheChunks_data();
    void aDamagedHeadTakesNothingFromTheChunks();

private:
    /// Rows that the reader finds, and losses that it tells; -1 when it refuses the file.
    std::pair<int, int> read(const QByteArray &bytes, mcap::StringMap &info)
    {
        const QString path = m_dir.filePath(QStringLiteral("r.mcap"));
        [&] {
            QVERIFY(test::writeFile(path, std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size())))));
        }();
        const auto reader = RecordingReader::open(path);
        if (!reader)
            return {-1, -1};
        info = reader->info();
        int rows = 0;
        int losses = 0;
        reader->forEachPage(
            [&](const recording::Page &page) {
                for (const auto &group : page.groups)
                    rows += int(group.times.size() * group.columns.size());
                return true;
            },
            [&](const RecordingLoss &) { ++losses; });
        return {rows, losses};
    }
    QTemporaryDir m_dir;
};

void RecordingSealTest::aSealFits()
{
    const mcap::StringMap info{{"service", "sessiond"}, {"version", "1"}};
    mcap::StringMap sealed = recording::sealed(info);
    QCOMPARE(sealed.size(), info.size() + 1);
    QCOMPARE(recording::sealed(sealed), sealed); // over itself it makes no difference
    QVERIFY(recording::unseal(sealed));
    QVERIFY(sealed == info);
    QVERIFY(recording::unseal(sealed)); // none, as in older files
    mcap::StringMap found;
    QCOMPARE(read(written(false), found), std::pair(1, 0));
    QCOMPARE(found.at("provenance"), std::string("real"));
    QVERIFY(!found.contains("check"));
}

void RecordingSealTest::whatChangedIsNotBelieved_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("a value") << QByteArray("real") << QByteArray("rEal");
    QTest::newRow("a name") << QByteArray("provenance") << QByteArray("provenince");
    QTest::newRow("a later version") << QByteArray("version\x01\0\0\0001", 12)
                                     << QByteArray("version\x01\0\0\0003", 12);
    QTest::newRow("the check itself") << QByteArray("check\x08\0\0\0", 9) << QByteArray("check\x09\0\0\0", 9);
}

void RecordingSealTest::whatChangedIsNotBelieved()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    for (const bool torn : {false, true}) {
        QByteArray bytes = written(torn);
        const qsizetype at = bytes.indexOf(from);
        QVERIFY(at > 0);
        bytes.replace(at, from.size(), to);
        mcap::StringMap info;
        const auto [rows, losses] = read(bytes, info);
        QCOMPARE(rows, 1);
        QVERIFY(losses > 0);
        QVERIFY(info.empty());
    }
}

void RecordingSealTest::aDamagedHeadTakesNothingFromTheChunks_data()
{
    QTest::addColumn<int>("offset");
    QTest::newRow("of the magic") << 3;
    QTest::newRow("the kind of the first record") << 8;
    QTest::newRow("its length") << 9;
    QTest::newRow("its length, far too much") << 15;
    QTest::newRow("of the profile") << 22;
}

void RecordingSealTest::aDamagedHeadTakesNothingFromTheChunks()
{
    QFETCH(int, offset);
    QByteArray bytes = written(true);
    bytes[offset] = static_cast<char>(bytes[offset] ^ 0x40);
    mcap::StringMap info;
    QCOMPARE(read(bytes, info).first, 1);
}

QD_TEST_GUILESS(RecordingSealTest)
#include "tst_recording_seal.moc"
