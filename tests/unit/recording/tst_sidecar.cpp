// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/sidecar.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

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
    void aFolderThatTakesNothingIsSaid();

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
        << QByteArray("{\"version\":1,\"notes\":[{\"kind\":40}]}") << ErrorCode::Corrupt;
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

void TestSidecar::aFolderThatTakesNothingIsSaid()
{
    const auto written = writeSidecar(m_folder->filePath(QStringLiteral("gone/a.notes.json")), {});
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Io);
}

QD_TEST_APPLESS(TestSidecar)
#include "tst_sidecar.moc"
