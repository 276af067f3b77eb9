// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/event_log.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>
#include <cstdio>

using namespace qd;
using namespace std::chrono_literals;

namespace {

Event note(Timestamp at, const QString &text)
{
    Event event;
    event.origin = QStringLiteral("quarterdeck");
    event.originInstance = QStringLiteral("run-1");
    event.at = at;
    event.reason = text;
    event.body = {{QStringLiteral("text"), text}};
    return event;
}

Event foreign(std::uint64_t originSeq, const QString &instance)
{
    Event event = note(Timestamp(5s), QStringLiteral("foreign"));
    event.origin = QStringLiteral("sessiond");
    event.originInstance = instance;
    event.originSeq = originSeq;
    event.kind = EventKind::ServiceEvent;
    return event;
}

QStringList words(const EventSnapshot &snapshot)
{
    QStringList out;
    for (std::size_t i = 0; i < snapshot.size(); ++i)
        out << snapshot.at(i).reason;
    return out;
}

void flipByte(const QString &path, qint64 at)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
    file.seek(at);
    char byte = 0;
    file.getChar(&byte);
    file.seek(at);
    file.putChar(static_cast<char>(byte ^ 0x10));
}

/// Appends until killed; prints each seq once its append has returned.
int appendForever(const QString &path)
{
    const TimelineClock clock;
    auto log = EventLog::open(path, clock);
    if (!log)
        return 1;
    for (;;) {
        const auto seq = (*log)->append(note(clock.now(), QStringLiteral("x")));
        if (!seq)
            return 1;
        std::printf("%llu\n", static_cast<unsigned long long>(*seq));
        std::fflush(stdout);
    }
}

} // namespace

class TestEventLog : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<EventLog> open(DamagedLog damaged = DamagedLog::Refuse)
    {
        auto log = EventLog::open(m_path, m_clock, damaged);
        if (!log)
            qWarning("%s", qPrintable(log.error().words));
        return log ? std::move(*log) : nullptr;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
    ManualClock m_clock{Timestamp(100s)};

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(QStringLiteral("events.db"));
    }

    void keepsEveryFieldAcrossReopening()
    {
        Event event = note(Timestamp(1234ms), QStringLiteral("because – “quoted”"));
        event.kind = EventKind::PurgeRequested;
        event.subject = QStringLiteral("sessions");
        event.actor = QStringLiteral("op");
        event.correlation = QStringLiteral("c-1");
        event.supersedes = 7;
        QCOMPARE(*open()->append(event), 1U);
        const EventSnapshot loaded = open()->snapshot();
        QCOMPARE(loaded.size(), 1U);
        const Event &back = loaded.at(0);
        QCOMPARE(back.seq, 1U);
        QCOMPARE(back.origin, event.origin);
        QCOMPARE(back.originInstance, event.originInstance);
        QCOMPARE(back.originSeq, 1U);
        QCOMPARE(back.at, event.at);
        QCOMPARE(back.recordedAt, Timestamp(100s));
        QVERIFY(back.kind == EventKind::PurgeRequested);
        QCOMPARE(back.subject, event.subject);
        QCOMPARE(back.actor, event.actor);
        QCOMPARE(back.reason, event.reason);
        QCOMPARE(back.correlation, event.correlation);
        QCOMPARE(back.supersedes, 7U);
        QCOMPARE(back.body, event.body);
    }

    void nullAndEmptyTextsAreTheSame()
    {
        Event event = note({}, QStringLiteral(""));
        event.subject = QStringLiteral("");
        event.actor = QString();
        event.body = {};
        QVERIFY(open()->append(event));
        QVERIFY(open()->append(note({}, {})));
        QCOMPARE(open()->snapshot().size(), 2U);
    }

    void isReadableByItsOwnerAlone()
    {
        const auto log = open();
        QVERIFY(log->append(note({}, {})));
        for (const auto *name : {"events.db", "events.mark", "events.db-wal"})
            QCOMPARE(QFileInfo(m_dir->filePath(QLatin1String(name))).permissions() & 0x77,
                     QFile::Permissions(QFile::ReadUser | QFile::WriteUser) & 0x77);
    }

    void ordersByTimeAndThenBySeq()
    {
        const auto log = open();
        QVERIFY(log->append(note(Timestamp(20s), QStringLiteral("b"))));
        QVERIFY(log->append(note(Timestamp(30s), QStringLiteral("d"))));
        QVERIFY(log->append(note(Timestamp(10s), QStringLiteral("a"))));
        QVERIFY(log->append(note(Timestamp(20s), QStringLiteral("c"))));
        const QStringList expected{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"),
                                   QStringLiteral("d")};
        QCOMPARE(words(log->snapshot()), expected);
        QCOMPARE(words(open()->snapshot()), expected);
        QCOMPARE(log->snapshot().lowerBound(Timestamp(20s)), 1U);
        QCOMPARE(log->snapshot().lowerBound(Timestamp(31s)), 4U);
        QCOMPARE(log->snapshot().newestSeq(), 4U);
    }

    void newOnesAreFoundWhereverTheyLie()
    {
        const auto log = open();
        for (const auto at : {20s, 40s, 10s, 30s})
            QVERIFY(log->append(note(Timestamp(at), {})));
        using Indices = std::vector<std::size_t>;
        QCOMPARE(log->snapshot().since(0), (Indices{0, 1, 2, 3}));
        QCOMPARE(log->snapshot().since(2), (Indices{0, 2}));
        QCOMPARE(log->snapshot().since(4), Indices());
        QCOMPARE(log->snapshot().since(99), Indices());
    }

    void aKnownOriginTripleIsANoOp()
    {
        const auto log = open();
        QCOMPARE(*log->append(foreign(41, QStringLiteral("i"))), 1U);
        QCOMPARE(*log->append(foreign(41, QStringLiteral("i"))), 1U);
        QCOMPARE(*log->append(foreign(41, QStringLiteral("j"))), 2U);
        QCOMPARE(*log->appendAll({foreign(41, QStringLiteral("i")), foreign(42, QStringLiteral("i")),
                                  foreign(42, QStringLiteral("i"))}),
                 1U);
        QCOMPARE(log->snapshot().size(), 3U);
        QCOMPARE(open()->newestOriginSeq(QStringLiteral("sessiond"), QStringLiteral("i")), 42U);
        QCOMPARE(log->newestOriginSeq(QStringLiteral("sessiond"), QStringLiteral("k")), 0U);
    }

    void aSnapshotDoesNotChange()
    {
        const auto log = open();
        for (int i = 0; i < 1000; ++i)
            QVERIFY(log->append(note(Timestamp(Millis(i * 37 % 1000)), QString::number(i))));
        const EventSnapshot then = log->snapshot();
        const QStringList before = words(then);
        for (int i = 0; i < 1000; ++i)
            QVERIFY(log->append(note(Timestamp(Millis(i * 31 % 1000)), QStringLiteral("later"))));
        QCOMPARE(words(then), before);
        QCOMPARE(log->snapshot().size(), 2000U);
        for (std::size_t i = 1; i < 2000; ++i)
            QVERIFY(log->snapshot().at(i - 1).at <= log->snapshot().at(i).at);
        QCOMPARE(words(open()->snapshot()), words(log->snapshot()));
    }

    void damageIsRefusedAndNothingChanged_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("near");
        QTest::newRow("a flipped bit in the header") << "events.db" << QByteArray("SQLite");
        QTest::newRow("a flipped bit in a row") << "events.db" << QByteArray("kept");
        QTest::newRow("a flipped bit in the index") << "events.db" << QByteArray("run-1\x0c");
        QTest::newRow("a flipped bit in the mark") << "events.mark" << QByteArray("000002");
    }

    void damageIsRefusedAndNothingChanged()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, near);
        {
            const auto log = open();
            for (int i = 0; i < 20; ++i)
                QVERIFY(log->append(note({}, QStringLiteral("kept"))));
        }
        QFile raw(m_dir->filePath(file));
        QVERIFY(raw.open(QIODevice::ReadOnly));
        const auto where = raw.readAll().lastIndexOf(near);
        QVERIFY(where >= 0);
        flipByte(raw.fileName(), where + near.size() - 1);
        raw.seek(0);
        const QByteArray before = raw.readAll();
        const auto refused = EventLog::open(m_path, m_clock);
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::Corrupt);
        QVERIFY2(!refused.error().words.contains(u'\n'), qPrintable(refused.error().words));
        raw.seek(0);
        QCOMPARE(raw.readAll(), before);
    }

    void aTailThatSqliteDropsIsNoticed()
    {
        {
            const auto log = open();
            for (int i = 0; i < 20; ++i)
                QVERIFY(log->append(note({}, QStringLiteral("kept"))));
            // As kill -9 would leave it: the write-ahead log was never folded into the database.
            for (const auto *name : {"events.db", "events.db-wal", "events.mark"})
                QVERIFY(QFile::copy(m_dir->filePath(QLatin1String(name)),
                                    m_dir->filePath(QStringLiteral("copy") + QLatin1String(name).mid(6))));
        }
        const QString copy = m_dir->filePath(QStringLiteral("copy.db"));
        const QString wal = m_dir->filePath(QStringLiteral("copy.db-wal"));
        QVERIFY(QFileInfo(wal).size() > 4096);
        flipByte(wal, QFileInfo(wal).size() - 100);
        const auto refused = EventLog::open(copy, m_clock);
        QVERIFY(!refused);
        QVERIFY2(refused.error().words.contains(QStringLiteral("ends at event 19, and 20 were recorded")),
                 qPrintable(refused.error().words));
    }

    void quarantineBeginsANewLogAndSaysSo()
    {
        QFile garbage(m_path);
        QVERIFY(garbage.open(QIODevice::WriteOnly));
        garbage.write(QByteArray(5000, 'x'));
        garbage.close();
        const auto log = open(DamagedLog::Quarantine);
        QVERIFY(log);
        QVERIFY(QFileInfo(log->quarantinedTo()).size() == 5000);
        QCOMPARE(log->snapshot().size(), 1U);
        QVERIFY(log->snapshot().at(0).kind == EventKind::Gap);
        QCOMPARE(*log->append(note({}, QStringLiteral("goes on"))), 2U);
    }

    void everyAcknowledgedEventSurvivesKill()
    {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(),
                    {test::testName(__FILE__), QStringLiteral("--append"), m_path});
        QByteArray out;
        while (out.count('\n') < 150) {
            QVERIFY(child.waitForReadyRead(10'000));
            out += child.readAllStandardOutput();
        }
        child.kill();
        QVERIFY(child.waitForFinished());
        out += child.readAllStandardOutput();
        out.truncate(out.lastIndexOf('\n'));
        const auto acknowledged = out.mid(out.lastIndexOf('\n') + 1).toULongLong();
        QVERIFY(acknowledged >= 150);
        const auto log = open();
        QVERIFY(log->snapshot().size() >= acknowledged);
    }

    void loadsAHundredThousandQuickly()
    {
        {
            const auto log = open();
            for (int batch = 0; batch < 100; ++batch) {
                std::vector<Event> events;
                for (int i = 0; i < 1000; ++i)
                    events.push_back(note(Timestamp(Millis(batch * 1000 + i)), QStringLiteral("an event")));
                QVERIFY(log->appendAll(std::move(events)));
            }
        }
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(open()->snapshot().size(), 100'000U);
        qInfo("100,000 events loaded in %lld ms", timer.elapsed());
        QVERIFY(timer.elapsed() < 5'000);
    }
};

namespace {

int run(int argc, char **argv)
{
    if (argc == 3 && QByteArrayView(argv[1]) == "--append")
        return appendForever(QFile::decodeName(argv[2]));
    QCoreApplication app(argc, argv);
    TestEventLog test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace

QD_TEST_MAIN(run)

#include "tst_event_log.moc"
