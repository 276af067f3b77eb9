// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alerts/alert_marks.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/alert_event.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/alerts/alert_detail.h"
#include "widgets/alerts/findings_panel.h"
#include "widgets/shared/theme.h"

#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

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
    const auto matchers = alerts::AlertMatchers::parse(QStringLiteral("alertname=\"MemoryNearLimit\""));
    QVERIFY(matchers);
    Event silence =
        alerts::silenceOf(*matchers, m_f->history.now() - 20s, m_f->history.now() + 1h, QStringLiteral("known"));
    silence.at = m_f->history.now() - 20s;
    silence.correlation = QStringLiteral("s1");
    silence.actor = QStringLiteral("anna");
    m_f->history.log(silence);
    publish();
    QVERIFY(find<QLabel>("alertFlags")->text().startsWith(QStringLiteral("Silenced by anna until ")));
    auto *panel = m_f->window.findChild<FindingsPanel *>();
    auto *end = find<QPushButton>("endSilence");
    QVERIFY(end);
    QTRY_VERIFY(end->isVisibleTo(panel));
    end->click();
    QCOMPARE(m_f->gateway.silenceEnds.size(), std::size_t(1));
    QCOMPARE(m_f->gateway.silenceEnds.front().request, QStringLiteral("s1"));
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
    publish();
    openDetail();
    QVERIFY2(clippedTexts(*detail()).isEmpty(), qPrintable(clippedTexts(*detail()).join(u'\n')));
    keepPictureOver(m_f->window, detail(),
                    QStringLiteral("alert-detail-%1-%2").arg(dark ? u"dark" : u"light").arg(size.width()));
    detail()->close();
    keepPicture(m_f->window, QStringLiteral("alerts-%1-%2").arg(dark ? u"dark" : u"light").arg(size.width()));
    applyTheme(*qApp, Scheme::Light);
}

QD_TEST_WIDGETS(AlertDeskTest)
#include "tst_alert_desk.moc"
