// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/pins.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::recording;

namespace {

Timestamp ms(std::int64_t at)
{
    return Timestamp(Millis(at));
}

Segment segment(std::int64_t begin, std::int64_t end)
{
    return {QStringLiteral("s.mcap"), {ms(begin), ms(end)}, 1};
}

} // namespace

class PinsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_dir = std::make_unique<QTemporaryDir>();
    }
    void noFileIsNoPins();
    void whatIsWrittenIsRead();
    void pinsOfOneReasonAreReplaced();
    void whatIsNoListIsCorrupt_data();
    void whatIsNoListIsCorrupt();
    void aFolderThatIsNotThereIsSaid();
    void pinsASegmentThatItTouches_data();
    void pinsASegmentThatItTouches();
    void whatCannotBeReadMayBePinned();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
};

void PinsTest::noFileIsNoPins()
{
    QVERIFY(readPins(m_dir->path()));
    QVERIFY(readPins(m_dir->path())->empty());
}

void PinsTest::whatIsWrittenIsRead()
{
    const std::vector<Pin> pins{{{ms(1'724'135'400'000), ms(1'724'135'460'000)}, QStringLiteral("bookmark")},
                                {{ms(5), ms(5)}, QStringLiteral("„incident\" 7")}};
    QVERIFY(writePins(m_dir->path(), {}));
    QVERIFY(writePins(m_dir->path(), pins));
    QVERIFY(readPins(m_dir->path()).value() == pins);
    QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files), QStringList{QStringLiteral("pins.json")});
    QVERIFY(writePins(m_dir->path(), {}));
    QVERIFY(readPins(m_dir->path())->empty());
}

void PinsTest::pinsOfOneReasonAreReplaced()
{
    const QString bookmark = QStringLiteral("bookmark");
    const Pin incident{{ms(5), ms(9)}, QStringLiteral("incident")};
    QVERIFY(writePins(m_dir->path(), {{{ms(1), ms(1)}, bookmark}, incident}));
    QVERIFY(replacePins(m_dir->path(), bookmark, {{ms(7), ms(7)}, {ms(8), ms(8)}}));
    QCOMPARE(*readPins(m_dir->path()),
             (std::vector<Pin>{incident, {{ms(7), ms(7)}, bookmark}, {{ms(8), ms(8)}, bookmark}}));
    QVERIFY(replacePins(m_dir->path(), bookmark, {}));
    QCOMPARE(*readPins(m_dir->path()), std::vector<Pin>{incident});
}

void PinsTest::whatIsNoListIsCorrupt_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("an object") << QByteArray("{}");
    QTest::newRow("cut off") << QByteArray(R"([{"begin":1,"end":2})");
    QTest::newRow("one entry without an end") << QByteArray(R"([{"begin":1,"end":2},{"begin":3}])");
    QTest::newRow("text for a time") << QByteArray(R"([{"begin":"1","end":2}])");
    QTest::newRow("an end before the begin") << QByteArray(R"([{"begin":2,"end":1}])");
}

void PinsTest::whatIsNoListIsCorrupt()
{
    QFETCH(QByteArray, text);
    QFile file(m_dir->filePath(QStringLiteral("pins.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
    file.close();
    const auto pins = readPins(m_dir->path());
    QVERIFY(!pins);
    QCOMPARE(pins.error().code, ErrorCode::Corrupt);
    QVERIFY(pins.error().words.contains(file.fileName()));
}

void PinsTest::aFolderThatIsNotThereIsSaid()
{
    const auto written = writePins(m_dir->filePath(QStringLiteral("none")), {});
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Io);
}

void PinsTest::pinsASegmentThatItTouches_data()
{
    QTest::addColumn<std::int64_t>("begin");
    QTest::addColumn<std::int64_t>("end");
    QTest::addColumn<bool>("pinned");
    QTest::newRow("ends where it begins") << std::int64_t(0) << std::int64_t(100) << false;
    QTest::newRow("reaches into it") << std::int64_t(0) << std::int64_t(101) << true;
    QTest::newRow("inside") << std::int64_t(120) << std::int64_t(130) << true;
    QTest::newRow("around it") << std::int64_t(0) << std::int64_t(1000) << true;
    QTest::newRow("an instant at its begin") << std::int64_t(100) << std::int64_t(100) << true;
    QTest::newRow("an instant at its last row") << std::int64_t(199) << std::int64_t(199) << true;
    QTest::newRow("begins where it ends") << std::int64_t(200) << std::int64_t(300) << false;
}

void PinsTest::pinsASegmentThatItTouches()
{
    QFETCH(std::int64_t, begin);
    QFETCH(std::int64_t, end);
    QFETCH(bool, pinned);
    QCOMPARE(isPinned(segment(100, 200), {{{ms(begin), ms(end)}, {}}}), pinned);
}

void PinsTest::whatCannotBeReadMayBePinned()
{
    QVERIFY(!isPinned({}, {}));
    QVERIFY(isPinned({}, {{{ms(1), ms(2)}, {}}}));
}

QD_TEST_GUILESS(PinsTest)
#include "tst_pins.moc"
