// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/recording/small_mcap.h"

#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>

#include <sys/stat.h>

using namespace qd;
using namespace qd::test;

class McapTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void comesBackWhole();
    void chunksKnowTheirTimes();
    void withoutItsEndItIsFoundByScanning();
    void whatIsNoMcapFileIsRefused_data();
    void whatIsNoMcapFileIsRefused();
    void aFullDiskIsSaidOnceAndStays();
    void aFileOnDiskIsNeverOverwritten();
    void checksumIsTheCommonOne();

private:
    [[nodiscard]] QString stored(std::span<const std::byte> bytes) const
    {
        const QString path = m_dir.filePath(QStringLiteral("f.mcap"));
        return writeFile(path, bytes) ? path : QString();
    }
    QTemporaryDir m_dir;
};

void McapTest::comesBackWhole()
{
    const auto reader = mcap::Reader::open(stored(smallFile()));
    QVERIFY2(reader, reader ? "" : qPrintable(reader.error().words));
    const auto &contents = (*reader)->contents();
    QVERIFY(!contents.rebuilt);
    QCOMPARE(contents.chunks.size(), std::size_t(smallChunks));
    QCOMPARE(contents.schemas.at(1).name, std::string("numbers"));
    QCOMPARE(contents.channels.at(1).metadata.at("unit"), std::string("none"));
    const auto numbers = numbersIn(**reader);
    QCOMPARE(numbers.size(), std::size_t(smallChunks * messagesAChunk));
    QCOMPARE(std::set<int>(numbers.begin(), numbers.end()).size(), numbers.size());
    QCOMPARE((*reader)->metadata(contents.metadata.at(0))->at("service"), std::string("sessiond"));
    const auto attachment = (*reader)->attachment(contents.attachments.at(0));
    QVERIFY(attachment);
    QVERIFY(std::ranges::equal(*attachment, mcap::bytesOf("the whole at a glance")));
}

void McapTest::chunksKnowTheirTimes()
{
    const auto reader = mcap::Reader::open(stored(smallFile()));
    QVERIFY(reader);
    const auto &chunks = (*reader)->contents().chunks;
    QCOMPARE(chunks.front().first, 1'000'000ULL);
    QCOMPARE(chunks.front().last, 3'000'000ULL);
    QCOMPARE(chunks.back().last, 12'000'000ULL);
}

void McapTest::withoutItsEndItIsFoundByScanning()
{
    auto bytes = std::make_shared<std::vector<std::byte>>();
    {
        mcap::Writer writer(std::make_unique<MemorySink>(bytes));
        QVERIFY(writer.begin("quarterdeck", "test"));
        QVERIFY(writer.add(mcap::Schema{1, "numbers", "", ""}));
        QVERIFY(writer.add(mcap::Channel{1, 1, "numbers", "json", {}}));
        writer.addMessage(1, 1'000'000, mcap::bytesOf(textOf(0)));
        QVERIFY(writer.endChunk());
        writer.addMessage(1, 2'000'000, mcap::bytesOf(textOf(1))); // never ended: lost with the process
    }
    const auto reader = mcap::Reader::open(stored(*bytes));
    QVERIFY(reader);
    QVERIFY((*reader)->contents().rebuilt);
    QCOMPARE((*reader)->contents().unreadableBytes, 0ULL);
    QCOMPARE((*reader)->contents().channels.at(1).topic, std::string("numbers"));
    QCOMPARE(numbersIn(**reader), std::multiset<int>{0});
}

void McapTest::whatIsNoMcapFileIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("short") << QByteArray("\x89MCA");
    QTest::newRow("text") << QByteArray("series,time,value\n");
    QTest::newRow("next major version") << QByteArray("\x89MCAP1\r\n");
}

void McapTest::whatIsNoMcapFileIsRefused()
{
    QFETCH(QByteArray, bytes);
    const auto reader =
        mcap::Reader::open(stored(std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size())))));
    QVERIFY(!reader);
    QCOMPARE(reader.error().code, ErrorCode::Invalid);
    QCOMPARE(mcap::Reader::open(m_dir.filePath(QStringLiteral("none"))).error().code, ErrorCode::NotFound);
    QCOMPARE(mcap::Reader::open(m_dir.path()).error().code, ErrorCode::Invalid);
    const QString pipe = m_dir.filePath(QStringLiteral("pipe"));
    ::mkfifo(qPrintable(pipe), 0600); // nobody will ever write to it
    QCOMPARE(mcap::Reader::open(pipe).error().code, ErrorCode::Invalid);
}

void McapTest::aFullDiskIsSaidOnceAndStays()
{
    const std::size_t whole = smallFile().size();
    for (std::size_t room = 0; room < whole; ++room) {
        auto bytes = std::make_shared<std::vector<std::byte>>();
        mcap::Writer writer(std::make_unique<MemorySink>(bytes, room));
        const auto written = writeSmall(writer);
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
        QCOMPARE(writer.sync().error().words, written.error().words);
        QCOMPARE(bytes->size(), room);
    }
}

void McapTest::aFileOnDiskIsNeverOverwritten()
{
    const QString path = m_dir.filePath(QStringLiteral("new.mcap"));
    {
        auto file = AppendFile::create(path);
        QVERIFY(file);
        mcap::Writer writer(std::move(*file));
        QVERIFY(writeSmall(writer));
    }
    QVERIFY(mcap::Reader::open(path));
    QCOMPARE(QFileInfo(path).permissions() & ~(QFile::ReadUser | QFile::WriteUser),
             QFile::ReadOwner | QFile::WriteOwner);
    const auto again = AppendFile::create(path);
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::Io);
}

void McapTest::checksumIsTheCommonOne()
{
    QCOMPARE(mcap::crc32(mcap::bytesOf("123456789")), 0xcbf43926U); // the check value of CRC-32/ISO-HDLC
}

QD_TEST_GUILESS(McapTest)
#include "tst_mcap.moc"
