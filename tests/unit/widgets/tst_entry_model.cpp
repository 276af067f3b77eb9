// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/incident_book.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/incident/incident_log.h"
#include "widgets/incident/entry_model.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

class TestEntryModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void oldestStandsFirst();
    void aGrowingIncidentIsMergedAndNeverReset();
    void anotherIncidentIsAReset();
    void whatLeavesIsTakenOut();
    void aCorrectionChangesOneRow();
    void onlyWhatThePlayheadPassedChanges();
    void anotherDaySaysWhich();
    void shapesAreThoseOfTheLane();
    void groupsAreWhatPeopleLookFor();
    void aLongTextIsOneLine();
    void theFilterSearchesTheWholeText();

private:
    void note(const QString &text, Millis at) { m_log.add(incident::Note{text}, at); }
    void show()
    {
        m_book.read(m_log.snapshot(), Timestamp::max());
        m_model->display(m_book.find(IncidentLog::id()), m_log.snapshot());
    }
    [[nodiscard]] QString line(int row) const { return m_model->index(row).data().toString(); }
    [[nodiscard]] QStringList lines() const
    {
        QStringList all;
        for (int row = 0; row < m_model->rowCount(); ++row)
            all << line(row);
        return all;
    }
    [[nodiscard]] QVariant of(int row, int role) const { return m_model->index(row).data(role); }

    IncidentLog m_log;
    incident::IncidentBook m_book;
    std::unique_ptr<EntryModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestEntryModel::init()
{
    failOnAnyWarning();
    m_log = IncidentLog();
    m_book = incident::IncidentBook();
    m_tester.reset();
    m_model = std::make_unique<EntryModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void TestEntryModel::oldestStandsFirst()
{
    m_log.open(10s);
    note(QStringLiteral("first"), 20s);
    note(QStringLiteral("second"), 30s);
    show();
    QCOMPARE(lines(), (QStringList{QStringLiteral("Incident opened: It leaks"), QStringLiteral("first"),
                                   QStringLiteral("second")}));
    QCOMPARE(of(1, EntryModel::ClockRole).toString(), QStringLiteral("00:00:20"));
    QCOMPARE(of(1, EntryModel::BylineRole).toString(), QStringLiteral("operator · anna"));
}

void TestEntryModel::aGrowingIncidentIsMergedAndNeverReset()
{
    m_log.open(10s);
    show();
    const QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    QRandomGenerator dice(5);
    for (int round = 0; round < 40; ++round) {
        for (int i = dice.bounded(6); i > 0; --i)
            note(QStringLiteral("n%1").arg(round), 11s + Millis(dice.bounded(100'000)));
        show();
        const auto &wanted = m_book.find(IncidentLog::id())->entries;
        QCOMPARE(m_model->entries().size(), wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i)
            QCOMPARE(m_model->entries()[i].seq, wanted[i].seq);
    }
    QVERIFY(m_model->rowCount() > 50);
    QCOMPARE(reset.size(), 0);
}

void TestEntryModel::anotherIncidentIsAReset()
{
    m_log.open(10s);
    show();
    const QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->display(nullptr, {});
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(reset.size(), 1);
    QVERIFY(!m_model->newest().isValid());
}

void TestEntryModel::whatLeavesIsTakenOut()
{
    m_log.open(10s);
    const std::uint64_t deploy = m_log.add(EventKind::Deploy, 20s);
    note(QStringLiteral("after"), 30s);
    show();
    QVERIFY(m_model->indexOf(deploy).isValid());
    incident::Link leaves;
    leaves.event = m_model->entryAt(m_model->indexOf(deploy))->event;
    leaves.leaves = true;
    m_log.add(leaves, 40s);
    const QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    show();
    QCOMPARE(removed.size(), 1);
    QVERIFY(!m_model->indexOf(deploy).isValid());
}

void TestEntryModel::aCorrectionChangesOneRow()
{
    m_log.open(10s);
    const std::uint64_t seq = m_log.add(incident::Note{QStringLiteral("wrong")}, 20s);
    note(QStringLiteral("other"), 30s);
    show();
    const QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_log.add(incident::Note{QStringLiteral("right")}, 15s, QStringLiteral("ben"), seq);
    show();
    QCOMPARE(changed.size(), 1);
    const int row = m_model->indexOf(seq).row();
    QCOMPARE(changed.front()[0].toModelIndex().row(), row);
    QCOMPARE(line(row), QStringLiteral("wrong"));
    QCOMPARE(of(row, EntryModel::CorrectionRole).toString(), QStringLiteral("00:00:15 right"));
    QVERIFY(of(row, Qt::AccessibleTextRole).toString().endsWith(QStringLiteral(", corrected: 00:00:15 right")));
    QCOMPARE(of(row - 1, EntryModel::CorrectionRole).toString(), QString());
}

void TestEntryModel::onlyWhatThePlayheadPassedChanges()
{
    m_log.open(10s);
    for (int i = 0; i < 20; ++i)
        note(QStringLiteral("n%1").arg(i), 20s + i * 1s);
    show();
    m_model->setInstant(Timestamp(30s));
    QCOMPARE(m_model->newest().row(), 11);
    QVERIFY(!of(11, EntryModel::LaterRole).toBool());
    QVERIFY(of(12, EntryModel::LaterRole).toBool());
    const QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->setInstant(Timestamp(30s + 500ms));
    QCOMPARE(changed.size(), 0);
    m_model->setInstant(Timestamp(27s));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.front()[0].toModelIndex().row(), 9);
    QCOMPARE(changed.front()[1].toModelIndex().row(), 11);
}

void TestEntryModel::anotherDaySaysWhich()
{
    m_log.open(24h - 1min);
    note(QStringLiteral("after midnight"), 24h + 1min);
    show();
    QCOMPARE(of(0, EntryModel::ClockRole).toString(), QStringLiteral("23:59:00"));
    QCOMPARE(of(1, EntryModel::ClockRole).toString(), QStringLiteral("1970-01-02 00:01:00"));
}

void TestEntryModel::shapesAreThoseOfTheLane()
{
    m_log.open(10s);
    m_log.add(EventKind::PurgeFinished, 20s, QStringLiteral("p1"));
    m_log.add(EventKind::ScrapeFailed, 30s);
    show();
    QCOMPARE(of(0, EntryModel::GlyphRole).toInt(), int(Glyph::Critical));
    QCOMPARE(of(1, EntryModel::GlyphRole).toInt(), int(Glyph::Purge));
    QCOMPARE(of(2, EntryModel::GlyphRole).toInt(), int(Glyph::Info)); // has none there
}

void TestEntryModel::groupsAreWhatPeopleLookFor()
{
    const auto group = [](EventKind kind) {
        incident::Entry entry;
        entry.kind = kind;
        return groupOf(entry);
    };
    QCOMPARE(group(EventKind::AlertFiring), EntryGroup::Alerts);
    QCOMPARE(group(EventKind::SilenceBegun), EntryGroup::Alerts);
    QCOMPARE(group(EventKind::RestartVerdict), EntryGroup::Actions);
    QCOMPARE(group(EventKind::DeployRequested), EntryGroup::Actions);
    QCOMPARE(group(EventKind::Deploy), EntryGroup::Actions);
    QCOMPARE(group(EventKind::Note), EntryGroup::Notes);
    QCOMPARE(group(EventKind::IncidentHypothesis), EntryGroup::Notes);
    QCOMPARE(group(EventKind::IncidentEvidence), EntryGroup::Service);
    QCOMPARE(group(EventKind::ServiceCrashed), EntryGroup::Service);
    QCOMPARE(group(EventKind::ScrapeFailed), EntryGroup::Service);
}

void TestEntryModel::aLongTextIsOneLine()
{
    m_log.open(10s);
    note(QStringLiteral("a\nb\tc") + QChar(0x202E) + QString(1 << 20, u'x') + QChar(0xD83D), 20s);
    show();
    QVERIFY(line(1).size() <= EntryModel::longestLine);
    QVERIFY(line(1).startsWith(QStringLiteral("a b cxxx")));
}

void TestEntryModel::theFilterSearchesTheWholeText()
{
    m_log.open(10s);
    note(QString(2000, u'x') + QStringLiteral(" needle"), 20s);
    note(QStringLiteral("hay"), 30s);
    m_log.add(EventKind::Deploy, 40s);
    show();
    EntryFilter filter;
    filter.setSourceModel(m_model.get());
    QCOMPARE(filter.rowCount(), 4);
    filter.setText(QStringLiteral(" NEEDLE "));
    QCOMPARE(filter.rowCount(), 1);
    filter.setText(QStringLiteral("anna"));
    QCOMPARE(filter.rowCount(), 2);
    filter.setText({});
    filter.setGroup(int(EntryGroup::Actions));
    QCOMPARE(filter.rowCount(), 1);
}

QD_TEST_GUILESS(TestEntryModel)
#include "tst_entry_model.moc"
