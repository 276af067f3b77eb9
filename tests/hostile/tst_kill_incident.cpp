// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/random.h"
#include "model/event/event_log.h"
#include "model/incident/incident_book.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/load.h"
#include "tests/support/test_program.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QProcess>

#include <algorithm>
#include <cstdio>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

/// A window without a picture, whose operator works an incident as fast as it is acknowledged: says the number of
/// each step that is.
class Operator : public QObject
{
public:
    Operator(const QString &root, int first)
        : m_next(first)
    {
        m_f.config.dataRoot = root;
        m_f.attachTo(1, "token"); // nothing answers there, and an incident can be worked all the same
        m_f.start();
        connect(m_f.engine.get(), &HistoryFeed::published, this, &Operator::begin);
    }

private:
    void begin()
    {
        if (std::exchange(m_begun, true))
            return;
        incident::IncidentBook book;
        book.read(m_f.now()->events, Timestamp::max());
        if (!book.incidents().empty()) {
            m_incident = book.incidents().front().id;
            step();
            return;
        }
        m_f.engine->gateway().openIncident({QStringLiteral("step %1;").arg(m_next), {}, {}, {}, {}}, this,
                                           [this](const Result<QString> &id) {
                                               m_incident = id.value_or(QString());
                                               acknowledge(id.has_value());
                                           });
    }
    void step()
    {
        m_f.engine->gateway().stepIncident({m_incident, numbered(m_next), {}, 0}, this,
                                           [this](const Result<QString> &id) { acknowledge(id.has_value()); });
    }
    void acknowledge(bool isKept)
    {
        if (!isKept)
            QCoreApplication::exit(1);
        std::printf("%d\n", m_next++);
        std::fflush(stdout);
        step();
    }
    /// Each of the seven kinds in turn.
    static incident::Step numbered(int number)
    {
        const QString text = QStringLiteral("step %1;").arg(number);
        switch (number % 7) {
        case 0:
            return incident::Change{incident::Status(number / 7 % 4), {}, {}, {}, text};
        case 1:
            return incident::Note{text};
        case 2:
            return incident::Hypothesis{text, text, incident::Hypothesis::State::Suspected, {}, {}, {}};
        case 3:
            return incident::Task{text, text, incident::Task::Kind::Task, {}, {}, incident::Task::State::Open, {}};
        case 4:
            return incident::Link{QStringLiteral("alert %1").arg(number), QStringLiteral("a"), {}, false, text};
        case 5:
            return incident::Edit{QStringLiteral("summary"), text};
        default:
            return incident::Review{text};
        }
    }

    EngineFixture m_f;
    bool m_begun = false;
    int m_next;
    QString m_incident;
};

/// The last number that was acknowledged before it was killed after so many; one less than `first`: none.
int acknowledgedUntilKilled(const QString &root, int first, std::size_t count)
{
    QProcess victim;
    victim.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    victim.start(QCoreApplication::applicationFilePath(),
                 {testName(__FILE__), QStringLiteral("--operator"), root, QString::number(first)});
    int last = first - 1;
    const auto take = [&] {
        const QByteArray line = victim.readLine();
        if (line.endsWith('\n')) // the last one may be torn
            last = line.trimmed().toInt();
    };
    while (std::size_t(last - first + 1) < count && (victim.canReadLine() || victim.waitForReadyRead(30'000)))
        if (victim.canReadLine())
            take();
    victim.kill();
    victim.waitForFinished();
    while (victim.canReadLine())
        take();
    return last;
}

/// How often each number stands in the events of incidents.
std::map<int, int> keptIn(const EventSnapshot &events)
{
    std::map<int, int> kept;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event &event = events.at(i);
        if (!incident::isOfIncident(event.kind))
            continue;
        const QString all = event.reason + event.subject +
                            QString::fromUtf8(QJsonDocument(event.body).toJson(QJsonDocument::Compact));
        // The title, which is the opening's, stands in the subject of all that follow.
        const QString words = event.kind == EventKind::IncidentOpened ? all : QString(all).remove(event.subject);
        const auto begin = words.indexOf(QStringLiteral("step "));
        if (begin >= 0)
            ++kept[words.mid(begin + 5).section(u';', 0, 0).toInt()];
    }
    return kept;
}

} // namespace

/// kill -9 of the window while somebody works an incident, again and again over the same log.
class TestKillIncident : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void everyAcknowledgedStepIsThere()
    {
        const QTemporaryDir folder;
        qd::traffic::Random random(20261127);
        const int asked = qEnvironmentVariableIntValue("QD_ACCEPTANCE_ROUNDS");
        const int kills = asked > 0 ? asked : fullSize() ? 100 : 8;
        int next = 1;
        int unacknowledged = 0;
        for (int round = 0; round < kills; ++round) {
            const int last = acknowledgedUntilKilled(folder.path(), next, 1 + random.next() % 60);
            QVERIFY2(last >= next, "no step was acknowledged");
            const ManualClock clock{Timestamp(1'724'135'400'000ms)};
            const auto log = EventLog::open(folder.filePath(QStringLiteral("127.0.0.1_1/events.db")), clock);
            QVERIFY2(log, log ? "" : qPrintable(log.error().words));
            const auto kept = keptIn((*log)->snapshot());
            for (int number = 1; number <= last; ++number)
                QVERIFY2(kept.contains(number), qPrintable(QStringLiteral("step %1 is gone").arg(number)));
            QVERIFY(std::ranges::all_of(kept, [](const auto &one) { return one.second == 1; }));
            // Killed between the disk and the word: it is there, and counts as done.
            const int newest = kept.rbegin()->first;
            QVERIFY(newest <= last + 1);
            unacknowledged += newest - last;
            next = newest + 1;
            incident::IncidentBook book;
            book.read((*log)->snapshot(), Timestamp::max());
            QCOMPARE(book.incidents().size(), std::size_t(1));
        }
        qInfo("%d kills: all of %d steps are there, %d more than were acknowledged", kills, next - 1,
              unacknowledged);
    }
};

namespace {

int killIncident(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 4 && QByteArrayView(argv[1]) == "--operator") {
        const Operator worker(QString::fromLocal8Bit(argv[2]), QByteArray(argv[3]).toInt());
        return app.exec();
    }
    if (fullSize())
        qputenv("QTEST_FUNCTION_TIMEOUT", "7200000"); // ms; Qt's five minutes are for what hangs
    TestKillIncident test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace

QD_TEST_MAIN(killIncident)

#include "tst_kill_incident.moc"
