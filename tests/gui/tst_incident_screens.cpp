// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/incident_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/incident/entry_delegate.h"
#include "widgets/incident/incident_head.h"
#include "widgets/incident/status_steps.h"
#include "widgets/shared/theme.h"

#include <QtGui/QAction>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

using namespace qd;
using namespace qd::test;

/// The incident tab and its forms in both themes at both sizes: nothing is clipped, and with QD_PICTURES each is
/// kept for somebody to look at.
class IncidentScreensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        applyTheme(*qApp, Scheme::Light); // before the window is made: it takes its fonts from there
        m_f = std::make_unique<IncidentFixture>();
    }
    void cleanup() { m_f.reset(); }
    void pictures_data() { addThemesAndSizes(); }
    void pictures();

    void replayed_data() { addThemesAndSizes(); }
    void replayed();

private:
    template <typename T>
    T *find(const char *name)
    {
        return m_f->find<T>(name);
    }
    std::unique_ptr<IncidentFixture> m_f;
};

void IncidentScreensTest::pictures()
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    applyTheme(*qApp, dark ? Scheme::Dark : Scheme::Light);
    m_f->window.setMinimumSize(0, 0);
    m_f->window.resize(size);
    const QString suffix = QStringLiteral("-%1-%2").arg(dark ? u"dark" : u"light").arg(size.width());
    const auto look = [&](const QString &name, QWidget *dialog = nullptr) {
        QApplication::processEvents();
        QWidget &seen = dialog ? *dialog : static_cast<QWidget &>(m_f->window);
        QTRY_COMPARE(clippedTexts(seen).join(u'\n'), QString()); // a bar that was resized settles in two steps
        keepPictureOver(m_f->window, dialog, name + suffix);
    };
    m_f->window.showSide(2);
    look(QStringLiteral("incident-none"));
    m_f->tell();
    QTRY_VERIFY(find<QLabel>("incidentImpact")->text().startsWith(QStringLiteral("Users")));
    using incident::Exhibit;
    IncidentStory story(m_f->history);
    const TimeRange span{m_f->history.now() - std::chrono::seconds(400), m_f->history.now()};
    story.step(incident::Hypothesis{QStringLiteral("h3"),
                                    QStringLiteral("Sessions stay in memory after logout"),
                                    incident::Hypothesis::State::Confirmed,
                                    {{Exhibit::Kind::Span, QStringLiteral("Memory"), span, {}},
                                     {Exhibit::Kind::Query,
                                      QStringLiteral("rate(sessiond_sessions{state=\"retained\"}[5m]) > 0"),
                                      span,
                                      {}}},
                                    {},
                                    {}},
               std::chrono::seconds(380));
    story.step(incident::Task{QStringLiteral("t2"), QStringLiteral("Patch the collector"),
                              incident::Task::Kind::Task, QStringLiteral("carla"), QDate(2026, 1, 15),
                              incident::Task::State::Open,
                              incident::Proof{QStringLiteral("SessionsRetained"), QStringLiteral("outage.mcap"),
                                              m_f->history.now()}},
               std::chrono::seconds(30));
    m_f->publish();
    look(QStringLiteral("incident"));
    m_f->click(m_f->row(QStringLiteral("State captured")));
    look(QStringLiteral("incident-state"));
    m_f->click(m_f->row(QStringLiteral("Ruled out: The deployment")));
    look(QStringLiteral("incident-then"));
    m_f->panel()->showPage(IncidentPanel::Page::Hypotheses);
    look(QStringLiteral("incident-hypotheses"));
    m_f->panel()->showPage(IncidentPanel::Page::Tasks);
    look(QStringLiteral("incident-actions"));
    for (const auto &[name, command] :
         {std::pair(QStringLiteral("incident-hypothesis"), QStringLiteral("Incident: new hypothesis…")),
          std::pair(QStringLiteral("incident-action"), QStringLiteral("Incident: new corrective action…")),
          std::pair(QStringLiteral("incident-open"), QStringLiteral("Open incident…"))}) {
        const auto commands = m_f->window.commands();
        (*std::ranges::find(commands, command, &QAction::text))->trigger();
        look(name, m_f->form());
        m_f->form()->close();
    }
    Q_EMIT m_f->panel()->head()->steps()->statusWanted(incident::Status::Resolved);
    look(QStringLiteral("incident-change"), m_f->form());
    m_f->form()->close();
    m_f->panel()->showPage(IncidentPanel::Page::Timeline);
    m_f->click(m_f->row(QStringLiteral("Logins take four")));
    find<QPushButton>("correctEntry")->click();
    look(QStringLiteral("incident-correct"), m_f->form());
    applyTheme(*qApp, Scheme::Light);
}

/// Of a recording, half way: the least room there is, and nothing can be written.
void IncidentScreensTest::replayed()
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    applyTheme(*qApp, dark ? Scheme::Dark : Scheme::Light);
    m_f->window.setMinimumSize(0, 0);
    m_f->window.resize(size);
    FakeHistory past(m_f->history.now() - std::chrono::hours(24 * 90));
    past.status = {};
    past.run(1200, leaking);
    IncidentStory(past).tell();
    m_f->file.publish(past.snapshot());
    m_f->open();
    m_f->window.showSide(2);
    m_f->click(m_f->row(QStringLiteral("Purged 9,097")));
    QApplication::processEvents();
    QTRY_COMPARE(clippedTexts(m_f->window).join(u'\n'), QString());
    QCOMPARE(m_f->window.size(), size);
    QVERIFY2(m_f->view()->viewport()->height() >= 5 * EntryDelegate::rowHeight / 2,
             "an open entry leaves two rows");
    keepPicture(m_f->window,
                QStringLiteral("incident-replay-%1-%2").arg(dark ? u"dark" : u"light").arg(size.width()));
    applyTheme(*qApp, Scheme::Light);
}

QD_TEST_WIDGETS(IncidentScreensTest)
#include "tst_incident_screens.moc"
