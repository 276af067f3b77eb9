// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alert_desk.h"
#include "app/alert_graph.h"
#include "app/query_desk.h"
#include "model/alerts/alert_marks.h"
#include "model/rules/alert_events.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/alert_event.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/alerts/alert_detail.h"
#include "widgets/alerts/finding_line.h"
#include "widgets/alerts/findings_panel.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/query/answer_graph.h"
#include "widgets/shared/theme.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <algorithm>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// Alerts in the real window: flags, acknowledging, silencing, and one looked at closely.
class AlertDeskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void acknowledgesFromTheList();
    void flagsAreSaid();
    void silencesAreListedAndEnd();
    void seriesOfOneAlertAreOneRow();
    void aGroupIsAcknowledgedAtOnce();
    void aSilenceOfAnotherAlertIsSaid();
    void detailHasTheGraph();
    void aGraphWithoutAnswerSaysSo();
    void detailFitsASmallScreen();
    void detailSaysWhatIsKnown();
    void detailSilencesWithAPreview();
    void whatIsRefusedSaysWhy();
    void pictures_data() { addThemesAndSizes(); }
    void pictures();

private:
    Event firing(const QString &name, const char *severity, Millis ago, const QString &about = {})
    {
        Event event = alertEvent(EventKind::AlertFiring, (m_f->history.now() - ago).time_since_epoch(), name,
                                 severity, "local", about);
        event.body.insert(QStringLiteral("expr"), QStringLiteral("process_resident_memory_bytes / "
                                                                 "(sessiond_memory_limit_bytes > 0) > 0.9"));
        event.body.insert(QStringLiteral("value"), 0.934);
        return event;
    }
    Event busy(const char *instance, Millis ago)
    {
        Event event = firing(QStringLiteral("RequestRateHigh"), "warning", ago);
        event.body.insert(QStringLiteral("labels"),
                          QJsonObject{{QStringLiteral("alertname"), event.subject},
                                      {QStringLiteral("severity"), QStringLiteral("warning")},
                                      {QStringLiteral("instance"), QLatin1String(instance)}});
        return event;
    }
    void silence(const QString &matchers, const QString &id)
    {
        Event event = alerts::silenceOf(*alerts::AlertMatchers::parse(matchers), m_f->history.now() - 20s,
                                        m_f->history.now() + 1h, QStringLiteral("known"));
        event.at = m_f->history.now() - 20s;
        event.correlation = id;
        event.actor = QStringLiteral("anna");
        m_f->history.log(event);
    }
    void publish() { m_f->publish(); }
    template <typename T>
    T *find(const char *name)
    {
        return m_f->window.findChild<T *>(QLatin1String(name));
    }
    void openDetail()
    {
        auto *details = find<QPushButton>("alertDetails");
        QVERIFY(details && details->isVisible());
        details->click();
        QVERIFY(detail());
    }
    AlertDetail *detail() { return m_f->window.findChild<AlertDetail *>(); }
    std::unique_ptr<WindowFixture> m_f;
};

void AlertDeskTest::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_f = std::make_unique<WindowFixture>();
    m_f->fill(false);
    m_f->window.show();
    m_f->history.log(firing(QStringLiteral("MemoryNearLimit"), "critical", 90s, QStringLiteral("memory")));
    publish();
}

void AlertDeskTest::acknowledgesFromTheList()
{
    auto *acknowledge = find<QPushButton>("acknowledge");
    QVERIFY(acknowledge && acknowledge->isVisible());
    acknowledge->click();
    QCOMPARE(m_f->gateway.acknowledgements.size(), std::size_t(1));
    QVERIFY(m_f->gateway.acknowledgements.front().request.first.startsWith(QStringLiteral("MemoryNearLimit {")));
}

void AlertDeskTest::flagsAreSaid()
{
    Event mark = alerts::acknowledgementOf(firing(QStringLiteral("MemoryNearLimit"), "critical", 90s),
                                           QStringLiteral("looking"));
    mark.at = m_f->history.now() - 30s;
    mark.actor = QStringLiteral("anna");
    m_f->history.log(mark);
    publish();
    auto *flags = find<QLabel>("alertFlags");
    QVERIFY(flags && flags->isVisible());
    QVERIFY2(flags->text().startsWith(QStringLiteral("Acknowledged by anna at ")), qPrintable(flags->text()));
    QVERIFY(flags->text().endsWith(QStringLiteral(": “looking”")));
    QVERIFY(!find<QPushButton>("acknowledge")->isVisible());
}

void AlertDeskTest::silencesAreListedAndEnd()
{
    silence(QStringLiteral("alertname=\"MemoryNearLimit\""), QStringLiteral("s1"));
    publish();
    auto *slim = find<FindingLine>("slimFinding");
    QVERIFY(slim && slim->isVisible());
    QVERIFY2(slim->words().startsWith(QStringLiteral("MemoryNearLimit · Silenced by anna until ")),
             qPrintable(slim->words()));
    QVERIFY(slim->height() <= 32);
    QCOMPARE(find<QLabel>("silenceTakes")->toolTip(), QStringLiteral("{alertname=\"MemoryNearLimit\"}"));
    auto *panel = m_f->window.findChild<FindingsPanel *>();
    auto *end = find<QPushButton>("endSilence");
    QVERIFY(end);
    QTRY_VERIFY(end->isVisibleTo(panel));
    end->click();
    QCOMPARE(m_f->gateway.silenceEnds.size(), std::size_t(1));
    QCOMPARE(m_f->gateway.silenceEnds.front().request, QStringLiteral("s1"));
}

void AlertDeskTest::seriesOfOneAlertAreOneRow()
{
    for (const char *instance : {"a", "b", "c"})
        m_f->history.log(busy(instance, 60s));
    publish();
    auto *panel = m_f->window.findChild<FindingsPanel *>();
    QCOMPARE(panel->findChildren<FindingLine *>(QStringLiteral("memberFinding")).size(), 0);
    QPushButton *unfold = nullptr;
    for (auto *button : panel->findChildren<QPushButton *>(QStringLiteral("unfold")))
        if (button->isVisibleTo(panel))
            unfold = button;
    QVERIFY(unfold);
    QCOMPARE(unfold->text(), QStringLiteral("Show all 3"));
    unfold->click();
    QStringList members;
    for (const auto *line : panel->findChildren<FindingLine *>(QStringLiteral("memberFinding")))
        members << line->words();
    QCOMPARE(members, (QStringList{QStringLiteral("instance=a"), QStringLiteral("instance=b"),
                                   QStringLiteral("instance=c")}));
    publish();
    QCOMPARE(panel->findChildren<FindingLine *>(QStringLiteral("memberFinding")).size(), 3);
}

void AlertDeskTest::aGroupIsAcknowledgedAtOnce()
{
    for (const char *instance : {"a", "b", "c"})
        m_f->history.log(busy(instance, 60s));
    publish();
    const auto buttons = m_f->window.findChildren<QPushButton *>(QStringLiteral("acknowledge"));
    const auto all = std::ranges::find(buttons, QStringLiteral("Acknowledge all"), &QPushButton::text);
    QVERIFY(all != buttons.end());
    (*all)->click();
    QCOMPARE(m_f->gateway.acknowledgements.size(), std::size_t(3));
    const QSignalSpy told(m_f->window.findChild<AlertDesk *>(), &AlertDesk::told);
    m_f->gateway.acknowledgements[0].answer(true);
    m_f->gateway.acknowledgements[1].answer(failure(ErrorCode::Conflict, QStringLiteral("It is over.")));
    QCOMPARE(told.size(), 0);
    m_f->gateway.acknowledgements[2].answer(true);
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.front().front().toString(), QStringLiteral("2 of 3 acknowledged. It is over."));
}

void AlertDeskTest::aSilenceOfAnotherAlertIsSaid()
{
    openDetail();
    auto *matchers = find<QLineEdit>("silenceMatchers");
    QVERIFY2(matchers->width() > 480, "too narrow to be read");
    matchers->setText(QStringLiteral("alertname=\"Other\""));
    QCOMPARE(find<QLabel>("silencePreview")->text(),
             QStringLiteral("It does not cover this alert. It would have silenced nothing in the last day."));
    find<QPushButton>("alertSilence")->click();
    m_f->gateway.silences.front().answer(QStringLiteral("s1"));
    QCOMPARE(find<QLabel>("alertTold")->text(),
             QStringLiteral("Silenced, but not this alert: the matchers do not cover it."));
}

void AlertDeskTest::detailHasTheGraph()
{
    QSignalSpy answered(m_f->window.findChild<AlertDesk *>()->graph(), &AlertGraph::answered);
    openDetail();
    QTRY_VERIFY(!answered.isEmpty());
    const AnswerGraph *graph = detail()->graph();
    QVERIFY2(graph->words().isEmpty(), qPrintable(graph->words()));
    QCOMPARE(graph->pane()->scene().plots().size(), std::size_t(1));
    QCOMPARE(graph->pane()->scene().plots().front().spec().traces.size(), std::size_t(2)); // and the limit
    const QSignalSpy wanted(detail(), &AlertDetail::queryWanted);
    find<QPushButton>("alertQuery")->click();
    QVERIFY(!detail() || !detail()->isVisible());
    QVERIFY(m_f->window.query()->panel()->isVisible());
}

void AlertDeskTest::aGraphWithoutAnswerSaysSo()
{
    Event event = firing(QStringLiteral("Gone"), "critical", 30s);
    event.body.insert(QStringLiteral("expr"), QStringLiteral("no_such_metric == 0"));
    m_f->history.log(event);
    publish();
    QSignalSpy answered(m_f->window.findChild<AlertDesk *>()->graph(), &AlertGraph::answered);
    m_f->window.findChild<AlertDesk *>()->open(rules::identityOf(event));
    QTRY_VERIFY(!answered.isEmpty());
    QCOMPARE(detail()->graph()->words(),
             QStringLiteral("No value in this range. No series of this history matches no_such_metric."));
}

/// With much to say, on a screen of 1024 × 700 with a frame and a panel.
void AlertDeskTest::detailFitsASmallScreen()
{
    const QString sentence = QStringLiteral("Sessions stay in memory after logout, 89 of them, 1.2 KiB each. ");
    for (const Millis ago : {800s, 600s, 400s, 200s}) {
        Event event = firing(QStringLiteral("LeakNamed"), "critical", ago, QStringLiteral("retained"));
        event.body.insert(QStringLiteral("description"), sentence.repeated(4));
        event.body.insert(QStringLiteral("advice"), sentence.repeated(3));
        m_f->history.log(event);
        Event over = event;
        over.kind = EventKind::AlertResolved;
        over.at += 60s;
        over.originSeq += 100'000;
        m_f->history.log(over);
    }
    Event last = firing(QStringLiteral("LeakNamed"), "critical", 60s, QStringLiteral("retained"));
    last.body.insert(QStringLiteral("description"), sentence.repeated(4));
    last.body.insert(QStringLiteral("advice"), sentence.repeated(3));
    m_f->history.log(last);
    publish();
    openDetail();
    QApplication::processEvents();
    QVERIFY2(detail()->height() <= 664, qPrintable(QString::number(detail()->height())));
    QVERIFY2(clippedTexts(*detail()).isEmpty(), qPrintable(clippedTexts(*detail()).join(u'\n')));
    keepPicture(*detail(), QStringLiteral("alert-detail-full"));
}

void AlertDeskTest::detailSaysWhatIsKnown()
{
    openDetail();
    const QString standing = find<QLabel>("alertStanding")->text();
    QVERIFY2(standing.startsWith(QStringLiteral("MemoryNearLimit · Firing since ")), qPrintable(standing));
    QVERIFY2(standing.endsWith(QStringLiteral("value 0.93")), qPrintable(standing));
    QVERIFY(find<QLabel>("alertExpression")->text().startsWith(QStringLiteral("process_resident_memory_bytes")));
    QVERIFY(find<QLabel>("alertFirings")->text().endsWith(QStringLiteral("still")));
    QCOMPARE(find<QLabel>("alertAdvice")->text(), QStringLiteral("Look."));
    find<QLineEdit>("alertComment")->setText(QStringLiteral(" on it "));
    find<QPushButton>("alertAcknowledge")->click();
    QCOMPARE(m_f->gateway.acknowledgements.front().request.second, QStringLiteral("on it"));
    m_f->gateway.acknowledgements.front().answer(failure(ErrorCode::Conflict, QStringLiteral("It is over.")));
    QCOMPARE(find<QLabel>("alertTold")->text(), QStringLiteral("It is over."));
}

void AlertDeskTest::detailSilencesWithAPreview()
{
    openDetail();
    QCOMPARE(find<QLabel>("silencePreview")->text(),
             QStringLiteral("It would have silenced one firing in the last day."));
    auto *matchers = find<QLineEdit>("silenceMatchers");
    auto *silence = find<QPushButton>("alertSilence");
    matchers->setText(QStringLiteral("everything"));
    QVERIFY(!silence->isEnabled());
    QVERIFY(find<QLabel>("silencePreview")->text().startsWith(QStringLiteral("These are no matchers")));
    matchers->setText(QStringLiteral("alertname=\"MemoryNearLimit\""));
    find<QComboBox>("silenceLength")->setCurrentIndex(2);
    QCOMPARE(silence->text(), QStringLiteral("Silence for 8 hours"));
    silence->click();
    QCOMPARE(m_f->gateway.silences.size(), std::size_t(1));
    QCOMPARE(m_f->gateway.silences.front().request.length, Millis(8h));
}

void AlertDeskTest::whatIsRefusedSaysWhy()
{
    openDetail();
    m_f->gateway.refuse(QStringLiteral("not now"));
    for (const char *name : {"acknowledge", "alertAcknowledge", "alertSilence"}) {
        QVERIFY2(!find<QPushButton>(name)->isEnabled(), name);
        QCOMPARE(find<QPushButton>(name)->toolTip(), QStringLiteral("not now"));
    }
}

void AlertDeskTest::pictures()
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    applyTheme(*qApp, dark ? Scheme::Dark : Scheme::Light);
    m_f->window.resize(size);
    m_f->history.log(firing(QStringLiteral("MemoryHigh"), "warning", 200s, QStringLiteral("memory")));
    m_f->history.log(firing(QStringLiteral("DatabaseSlow"), "warning", 60s, QStringLiteral("database")));
    for (const char *route : {"/auth/v1/login", "/auth/v1/logout", "/auth/v1/validate"})
        m_f->history.log(busy(route, 60s));
    const QString matchers = QStringLiteral("alertname=\"%1\", instance=\"local\", severity=\"warning\"");
    silence(matchers.arg(QStringLiteral("DatabaseSlow")), QStringLiteral("s1"));
    silence(matchers.arg(QStringLiteral("RequestRateHigh")), QStringLiteral("s2"));
    publish();
    QSignalSpy answered(m_f->window.findChild<AlertDesk *>()->graph(), &AlertGraph::answered);
    openDetail();
    QTRY_VERIFY(!answered.isEmpty());
    detail()->graph()->pane()->applyPendingChanges();
    QVERIFY2(clippedTexts(*detail()).isEmpty(), qPrintable(clippedTexts(*detail()).join(u'\n')));
    keepPictureOver(m_f->window, detail(),
                    QStringLiteral("alert-detail-%1-%2").arg(dark ? u"dark" : u"light").arg(size.width()));
    detail()->close();
    for (auto *button : m_f->window.findChildren<QPushButton *>(QStringLiteral("unfold")))
        if (button->isVisible())
            button->click();
    QApplication::processEvents();
    keepPicture(m_f->window, QStringLiteral("alerts-%1-%2").arg(dark ? u"dark" : u"light").arg(size.width()));
    applyTheme(*qApp, Scheme::Light);
}

QD_TEST_WIDGETS(AlertDeskTest)
#include "tst_alert_desk.moc"
