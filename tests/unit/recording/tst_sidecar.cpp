// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/sidecar.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/small_files.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/stat.h>

using namespace qd;

namespace {

Event note(const QString &text, Timestamp at)
{
    Event event;
    event.kind = EventKind::Note;
    event.origin = QStringLiteral("quarterdeck");
    event.originInstance = QStringLiteral("i");
    event.originSeq = 1;
    event.at = at;
    event.actor = QStringLiteral("ada");
    event.body = {{QStringLiteral("text"), text}};
    return event;
}

} // namespace

class TestSidecar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void comesBackAsItWas();
    void nothingThereIsEmpty();
    void whatCannotBeReadIsLeftAlone_data();
    void whatCannotBeReadIsLeftAlone();
    void whatOthersWroteMeanwhileStays();
    void whatIsNoFileIsNotWaitedFor();
    void aFolderThatTakesNothingIsSaid();
    void aFullDiskLosesNothing();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestSidecar::init()
{
    test::failOnAnyWarning();
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = sidecarPath(m_folder->filePath(QStringLiteral("a.mcap")));
}

void TestSidecar::comesBackAsItWas()
{
    QCOMPARE(QFileInfo(m_path).fileName(), QStringLiteral("a.mcap.notes.json"));
    const Timestamp at{Millis(1'724'155'200'123)};
    QVERIFY(writeSidecar(m_path, {{note(QStringLiteral("<b>first</b>"), at)}, {at + Millis(1), at + Millis(5)}}));
    QVERIFY(!(QFileInfo(m_path).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    const auto read = readSidecar(m_path);
    QVERIFY(read);
    QCOMPARE(read->notes.size(), 1U);
    QCOMPARE(read->notes.front().at, at);
    QCOMPARE(read->notes.front().actor, QStringLiteral("ada"));
    QCOMPARE(read->notes.front().body.value(QStringLiteral("text")).toString(), QStringLiteral("<b>first</b>"));
    QCOMPARE(read->bookmarks, (std::vector{at + Millis(1), at + Millis(5)}));
}

/// A disk that fills takes a part of a large file, and nobody must take that for the whole.
void TestSidecar::aFullDiskLosesNothing()
{
    const Timestamp at{Millis(1'724'155'200'123)};
    QVERIFY(writeSidecar(m_path, {{}, {at}}));
    const Sidecar large{{note(QString(100'000, u'x'), at)}, {at}};
    const auto written = test::withSmallFiles(50'000, [&] { return writeSidecar(m_path, large); });
    QVERIFY(!written);
    QVERIFY2(written.error().words.contains(QStringLiteral("File too large")), qPrintable(written.error().words));
    const auto read = readSidecar(m_path);
    QVERIFY(read && read->notes.empty() && read->bookmarks.size() == 1);
}

void TestSidecar::nothingThereIsEmpty()
{
    const auto read = readSidecar(m_path);
    QVERIFY(read && read->notes.empty() && read->bookmarks.empty());
}

void TestSidecar::whatCannotBeReadIsLeftAlone_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("torn") << QByteArray("{\"version\":1,\"notes\":[") << ErrorCode::Corrupt;
    QTest::newRow("no object") << QByteArray("[]") << ErrorCode::Corrupt;
    QTest::newRow("empty") << QByteArray() << ErrorCode::Corrupt;
    QTest::newRow("a note without a time")
        << QByteArray("{\"version\":1,\"bookmarks\":[],\"notes\":[{\"kind\":40}]}") << ErrorCode::Corrupt;
    QTest::newRow("another kind of file") << QByteArray("{\"my\":\"other data\"}") << ErrorCode::Corrupt;
    QTest::newRow("other parts of these names")
        << QByteArray("{\"version\":1,\"notes\":{\"a\":1},\"bookmarks\":\"x\"}") << ErrorCode::Corrupt;
    QTest::newRow("a bookmark that is text")
        << QByteArray("{\"version\":1,\"notes\":[],\"bookmarks\":[\"x\"]}") << ErrorCode::Corrupt;
    QTest::newRow("newer") << QByteArray("{\"version\":2}") << ErrorCode::Refused;
}

void TestSidecar::whatCannotBeReadIsLeftAlone()
{
    QFETCH(QByteArray, content);
    QFETCH(ErrorCode, code);
    QFile file(m_path);
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(content);
    file.close();
    const auto read = readSidecar(m_path);
    QVERIFY(!read);
    QCOMPARE(read.error().code, code);
    QVERIFY2(read.error().words.contains(m_path), qPrintable(read.error().words));
    QVERIFY(file.open(QFile::ReadOnly));
    QCOMPARE(file.readAll(), content);
}

/// Two windows on one recording.
void TestSidecar::whatOthersWroteMeanwhileStays()
{
    const Timestamp at{Millis(1'724'155'200'000)};
    Event mine = note(QStringLiteral("mine"), at);
    Event theirs = note(QStringLiteral("theirs"), at);
    mine.originInstance = QStringLiteral("1");
    theirs.originInstance = QStringLiteral("2");
    const Sidecar first{{mine}, {at + Millis(1), at + Millis(3)}};
    const Sidecar second{{theirs}, {at + Millis(2)}};
    QVERIFY(updateSidecar(m_path, {}, first));
    QVERIFY(updateSidecar(m_path, {}, second));
    const Sidecar less{{mine}, {at + Millis(3)}};
    const auto all = updateSidecar(m_path, first, less);
    QVERIFY(all);
    QCOMPARE(all->bookmarks, (std::vector{at + Millis(2), at + Millis(3)}));
    QCOMPARE(all->notes.size(), 2U);
    const auto read = readSidecar(m_path);
    QVERIFY(read);
    QCOMPARE(read->bookmarks, all->bookmarks);
    QCOMPARE(read->notes.size(), 2U);
}

/// A pipe that nobody writes to, a device without an end.
void TestSidecar::whatIsNoFileIsNotWaitedFor()
{
    QCOMPARE(::mkfifo(QFile::encodeName(m_path).constData(), 0600), 0);
    QCOMPARE(readSidecar(m_path).error().code, ErrorCode::Corrupt);
    QVERIFY(QFile::remove(m_path));
    QVERIFY(QFile::link(QStringLiteral("/dev/zero"), m_path));
    QCOMPARE(readSidecar(m_path).error().code, ErrorCode::Corrupt);
}

void TestSidecar::aFolderThatTakesNothingIsSaid()
{
    const auto written = writeSidecar(m_folder->filePath(QStringLiteral("gone/a.notes.json")), {});
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Io);
}

QD_TEST_APPLESS(TestSidecar)
#include "tst_sidecar.moc"
