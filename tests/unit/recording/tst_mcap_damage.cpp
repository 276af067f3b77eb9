// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/recording/small_mcap.h"

#include <QtCore/QTemporaryDir>

using namespace qd;
using namespace qd::test;

/// A small file, damaged in every way that one fault can: whatever happens, what is undamaged is kept.
class McapDamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void aFlippedBitCostsItsChunkAtMost_data();
    void aFlippedBitCostsItsChunkAtMost();
    void truncationKeepsWhatCameBefore();
    void garbageBetweenChunksIsPassedOver();
    void lengthsFromHellAreRefused();
    void aHoleOfAnySizeEndsTheScan();

private:
    [[nodiscard]] Result<std::shared_ptr<const mcap::Reader>> opened(std::span<const std::byte> bytes) const
    {
        if (!writeFile(path(), bytes))
            return failure(ErrorCode::Io, path());
        return mcap::Reader::open(path());
    }
    /// In `bytes` and in the file that holds them.
    bool flip(std::vector<std::byte> &bytes, std::size_t bit) const
    {
        bytes[bit / 8] ^= std::byte(1U << (bit % 8));
        QFile file(path());
        return file.open(QIODevice::ReadWrite | QIODevice::Unbuffered) &&
               file.seek(static_cast<qint64>(bit / 8)) && file.putChar(static_cast<char>(bytes[bit / 8]));
    }
    [[nodiscard]] QString path() const { return m_dir.filePath(QStringLiteral("f.mcap")); }
    QTemporaryDir m_dir;
};

void McapDamageTest::aFlippedBitCostsItsChunkAtMost_data()
{
    QTest::addColumn<bool>("withEnd");
    QTest::newRow("with its index") << true;
    QTest::newRow("torn off after the last chunk") << false;
}

void McapDamageTest::aFlippedBitCostsItsChunkAtMost()
{
    QFETCH(bool, withEnd);
    auto bytes = smallFile();
    const auto whole = opened(bytes);
    QVERIFY(whole);
    const auto chunks = (*whole)->contents().chunks;
    if (!withEnd)
        bytes.resize(chunks.back().offset + chunks.back().length);
    QVERIFY(opened(bytes));
    for (std::size_t bit = mcap::magic.size() * 8; bit < bytes.size() * 8; ++bit) {
        QVERIFY(flip(bytes, bit));
        const auto reader = mcap::Reader::open(path());
        QVERIFY2(reader, qPrintable(QString::number(bit)));
        const auto numbers = numbersIn(**reader);
        QVERIFY(flip(bytes, bit));
        for (int chunk = 0; chunk < smallChunks; ++chunk) {
            const auto &index = chunks[static_cast<std::size_t>(chunk)];
            const bool hit = bit / 8 >= index.offset && bit / 8 < index.offset + index.length;
            for (int i = 0; i < messagesAChunk && !hit; ++i)
                QVERIFY2(numbers.count(chunk * messagesAChunk + i) == 1, qPrintable(QString::number(bit)));
        }
    }
}

void McapDamageTest::truncationKeepsWhatCameBefore()
{
    const auto bytes = smallFile();
    const auto whole = opened(bytes);
    QVERIFY(whole);
    const auto chunks = (*whole)->contents().chunks;
    for (std::size_t size = mcap::magic.size(); size < bytes.size(); ++size) {
        const auto reader = opened(std::span(bytes).first(size));
        QVERIFY2(reader, qPrintable(QString::number(size)));
        const auto kept =
            std::ranges::count_if(chunks, [&](const auto &c) { return c.offset + c.length <= size; });
        QCOMPARE(numbersIn(**reader).size(), std::size_t(kept * messagesAChunk));
        QVERIFY((*reader)->contents().rebuilt);
    }
}

void McapDamageTest::garbageBetweenChunksIsPassedOver()
{
    auto bytes = smallFile();
    const auto whole = opened(bytes);
    QVERIFY(whole);
    const auto &third = (*whole)->contents().chunks.at(2);
    const std::vector<std::byte> garbage(3'000'000, std::byte{0x06});
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(third.offset), garbage.begin(), garbage.end());
    const auto reader = opened(bytes);
    QVERIFY(reader);
    QCOMPARE(numbersIn(**reader).size(), std::size_t(smallChunks * messagesAChunk));
    QVERIFY((*reader)->contents().unreadableBytes >= garbage.size());
}

void McapDamageTest::lengthsFromHellAreRefused()
{
    auto bytes = smallFile();
    const auto whole = opened(bytes);
    QVERIFY(whole);
    for (const auto &chunk : (*whole)->contents().chunks) {
        for (const std::size_t field : {1, 25, 37}) { // the record's length, the unpacked size, the name's length
            for (std::size_t i = 0; i < 4; ++i)
                bytes[chunk.offset + field + i] = std::byte{0xff};
        }
    }
    const auto reader = opened(bytes);
    QVERIFY(reader);
    QVERIFY(numbersIn(**reader).empty());
}

void McapDamageTest::aHoleOfAnySizeEndsTheScan()
{
    auto bytes = smallFile();
    const auto whole = opened(bytes);
    QVERIFY(whole);
    const auto last = (*whole)->contents().chunks.back();
    bytes.resize(last.offset + last.length);
    QVERIFY(opened(bytes));
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.resize(qint64(1) << 40)); // a hole: takes no room
    const auto reader = mcap::Reader::open(path());
    QVERIFY(reader);
    QCOMPARE(numbersIn(**reader).size(), std::size_t(smallChunks * messagesAChunk));
    QVERIFY((*reader)->contents().unreadableBytes > (std::uint64_t(1) << 39));
}

QD_TEST_GUILESS(McapDamageTest)
#include "tst_mcap_damage.moc"
