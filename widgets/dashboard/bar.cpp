// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dashboard/bar.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/segments.h"
#include "widgets/shared/style_sheet.h"
#include "widgets/shared/tabular.h"
#include "widgets/shared/words.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>
#include <utility>

namespace qd {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

QPushButton *barButton(const QString &text, const QString &name, const QString &look, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    if (!look.isEmpty()) {
        button->setProperty("look", look);
    }
    return button;
}

Pill::Tone toneOf(Target where)
{
    return where.where == Where::Practice ? Pill::Tone::Inverse : Pill::Tone::Accent;
}

} // namespace

QString healthWords(Health health, int openAlerts)
{
    if (openAlerts == 0) {
        return wordOf(health);
    }
    return QStringLiteral("%1, %2").arg(health == Health::Ok ? Bar::tr("Ready") : wordOf(health),
                                        counted(openAlerts, Bar::tr("alert"), Bar::tr("alerts")));
}

const std::vector<Millis> &Bar::spans()
{
    static const std::vector<Millis> all{minutes(5), minutes(15), hours(1), hours(6), hours(24), hours(24 * 7)};
    return all;
}

Bar::Bar(QWidget *parent)
    : QFrame(parent)
{
    setObjectName(QStringLiteral("bar"));
    setProperty("look", QStringLiteral("bar"));
    setFixedHeight(48);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    addIdentity(row);
    addControls(row);
}

void Bar::addIdentity(QHBoxLayout *row)
{
    m_name = plainLabel(tr("Quarterdeck"), QStringLiteral("section"), this);
    row->addWidget(m_name);
    m_where = new Pill(this);
    m_where->setObjectName(QStringLiteral("where"));
    m_service = new ElidedLabel(this);
    m_service->setMuted(false);
    QFont bold = m_service->font();
    bold.setWeight(QFont::Bold);
    m_service->setFont(bold);
    m_service->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_release = new ElidedLabel(this);
    m_release->setObjectName(QStringLiteral("release"));
    m_health = new StateLabel(this);
    m_health->setObjectName(QStringLiteral("health"));
    m_mode = new Pill(this);
    m_mode->setObjectName(QStringLiteral("mode"));
    m_age = new ElidedLabel(this);
    m_age->setObjectName(QStringLiteral("age"));
    m_age->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_compare = new Pill(this);
    m_compare->setObjectName(QStringLiteral("compare"));
    m_compare->hide();
    m_compared = new ElidedLabel(this);
    m_compared->setObjectName(QStringLiteral("compared"));
    m_compared->hide();
    m_live = barButton(tr("Go live"), QStringLiteral("goLive"), QStringLiteral("primary"), this);
    m_live->setToolTip(tr("Follow the present again (End)"));
    m_live->hide();
    connect(m_live, &QPushButton::clicked, this, &Bar::liveWanted);
    for (QWidget *w : std::initializer_list<QWidget *>{m_where, m_service, m_release, m_health, m_mode, m_age,
                                                       m_compare, m_compared, m_live}) {
        row->addWidget(w);
    }
    row->addStretch(1);
}

void Bar::addControls(QHBoxLayout *row)
{
    m_spans = new Segments({tr("5m"), tr("15m"), tr("1h"), tr("6h"), tr("24h"), tr("7d")}, this);
    m_spans->setObjectName(QStringLiteral("spans"));
    m_spans->setAccessibleNames({tr("Last 5 minutes"), tr("Last 15 minutes"), tr("Last hour"), tr("Last 6 hours"),
                                 tr("Last 24 hours"), tr("Last 7 days")});
    connect(m_spans, &Segments::chosen, this,
            [this](int index) { Q_EMIT spanChosen(spans()[static_cast<std::size_t>(index)]); });
    m_zone = barButton(tr("UTC"), QStringLiteral("zone"), QStringLiteral("quiet"), this);
    m_restart = barButton(tr("Restart…"), QStringLiteral("restart"), {}, this);
    m_purge = barButton(tr("Purge sessions…"), QStringLiteral("purge"), QStringLiteral("primary"), this);
    m_purge->setAccessibleName(tr("Purge sessions"));
    m_note = barButton(tr("Note"), QStringLiteral("note"), {}, this);
    m_incident = barButton(tr("Open incident"), QStringLiteral("incident"), {}, this);
    m_incident->setAccessibleName(tr("Open incident"));
    m_palette = barButton(tr("Ctrl+K"), QStringLiteral("palette"), QStringLiteral("quiet"), this);
    m_palette->setToolTip(tr("All commands (Ctrl+K)"));
    m_palette->setAccessibleName(tr("All commands"));
    connect(m_zone, &QPushButton::clicked, this, &Bar::utcToggled);
    connect(m_restart, &QPushButton::clicked, this, &Bar::restartWanted);
    connect(m_purge, &QPushButton::clicked, this, &Bar::purgeWanted);
    connect(m_note, &QPushButton::clicked, this, &Bar::noteWanted);
    connect(m_incident, &QPushButton::clicked, this, &Bar::incidentWanted);
    connect(m_palette, &QPushButton::clicked, this, &Bar::paletteWanted);
    for (QWidget *w :
         std::initializer_list<QWidget *>{m_spans, m_zone, m_restart, m_purge, m_note, m_incident, m_palette}) {
        row->addWidget(w);
    }
}

void Bar::setStatus(const ServiceStatus &status, Timestamp now)
{
    m_attached = status.target.where == Where::Attached;
    if (m_isRecording) {
        m_where->display(tr("RECORDING"), Pill::Tone::Muted);
        m_where->setToolTip(tr("Nothing on screen is live; no action lands anywhere"));
    } else {
        m_where->display(status.target.label(), toneOf(status.target));
        m_where->setToolTip(tr("Where actions land: %1").arg(status.target.label()));
    }
    m_service->setText(status.target.service);
    m_facts.clear();
    if (!status.release.isEmpty()) {
        m_facts << status.release;
    }
    if (status.startedAt && severityOf(status.health) != Severity::Critical) {
        m_facts << tr("up %1").arg(roughDuration(now - *status.startedAt));
    }
    m_answers = answers(status.health);
    m_current = status.health;
    showHealth();
    relax();
}

/// Beside a held picture it says that it is not of that picture.
void Bar::showHealth()
{
    const QString word = m_held ? tr("%1 now").arg(wordOf(m_current)) : healthWords(m_current, m_alerts);
    Severity severity = severityOf(m_current);
    if (m_alerts > 0 && !m_held) {
        severity = severity == Severity::Critical ? severity : m_worst;
    }
    m_health->display(severity, word);
    m_health->setToolTip(m_held ? tr("The service now; what is held is older") : QString());
}

void Bar::setAlerts(int open, Severity worst)
{
    if (std::exchange(m_alerts, open) != open || std::exchange(m_worst, worst) != worst) {
        m_worst = worst;
        showHealth();
        relax();
    }
}

void Bar::setMode(Mode mode, Millis age, int newAlerts)
{
    if (mode == Mode::Replay && m_mode->text() == tr("REPLAY")) {
        return; // what plays says so sixty times a second
    }
    m_held = mode == Mode::Paused;
    showHealth();
    giveWay(m_live, mode == Mode::Paused);
    m_live->setVisible(mode == Mode::Paused);
    if (mode == Mode::Replay) {
        // What is replayed has clocks and a way back of its own.
        m_mode->display(tr("REPLAY"), Pill::Tone::Accent);
        m_age->setText({});
        m_age->hide();
        relax();
        return;
    }
    if (mode == Mode::Live) {
        // The picture follows either way, but green is for what lives.
        m_mode->display(tr("LIVE"), m_answers ? Pill::Tone::Ok : Pill::Tone::Muted);
        m_ageWords.clear();
        m_age->hide();
        relax();
        return;
    }
    m_mode->display(tr("PAUSED"), Pill::Tone::Warning);
    QString words = tr("%1 old").arg(roughDuration(age));
    if (newAlerts > 0) {
        words += QStringLiteral(" · ") + counted(newAlerts, tr("new alert"), tr("new alerts"));
    }
    m_ageWords = words;
    m_age->show();
    relax();
}

void Bar::setRecording(bool isRecording)
{
    m_isRecording = isRecording;
}

void Bar::setCompare(const QString &clock, const QString &words)
{
    m_compareClock = clock;
    m_compareWords = words;
    m_compare->display(tr("COMPARE"), Pill::Tone::Accent);
    m_compare->setToolTip(words);
    giveWay(m_compare, !words.isEmpty());
    m_compare->setVisible(!words.isEmpty());
    m_compared->setVisible(!words.isEmpty());
    relax();
}

QWidget *Bar::modeBadge() const
{
    return m_mode;
}

void Bar::setSpan(Millis span)
{
    const auto found = std::ranges::find(spans(), span);
    m_spans->setCurrent(found == spans().end() ? -1 : int(found - spans().begin()));
}

void Bar::setUtc(bool utc)
{
    m_zone->setText(utc ? tr("UTC") : tr("Local"));
    const QString words =
        utc ? tr("Times are UTC; switch to local time (U)") : tr("Times are local; switch to UTC (U)");
    m_zone->setToolTip(words);
    m_zone->setAccessibleName(words);
}

void Bar::setRefusals(const std::optional<QString> &restart, const std::optional<QString> &purge,
                      const std::optional<QString> &note, const std::optional<QString> &incident)
{
    refuseButton(m_restart, restart, tr("Restart the service, as an experiment"));
    refuseButton(m_purge, purge, tr("Choose sessions to remove; nothing happens before you have seen them"));
    refuseButton(m_note, note, tr("Write a note into the log (M)"));
    refuseButton(m_incident, incident, tr("Open an incident by hand (Ctrl+Shift+I)"));
}

void Bar::setEmpty(bool empty)
{
    m_empty = empty;
    m_live->hide();
    m_age->hide();
    // First what goes, then what comes: a widget that is shown has the window make room for all that is shown
    // then.
    relax();
    for (QWidget *w :
         std::initializer_list<QWidget *>{m_where, m_mode, m_spans, m_zone, m_restart, m_purge, m_note}) {
        w->setVisible(!empty);
    }
    relax();
}

void Bar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    relax();
}

/// How wide all is that is shown, as it would like to be.
int Bar::wanted() const
{
    int width = layout()->contentsMargins().left() + layout()->contentsMargins().right() - layout()->spacing();
    for (int i = 0; i < layout()->count(); ++i) {
        const QWidget *one = layout()->itemAt(i)->widget();
        width += one && !one->isHidden() ? one->sizeHint().width() + layout()->spacing() : 0;
    }
    return width;
}

/// What gives way when the window is narrow: the name (an attached label holds it anyway), words that are clear
/// without the rest, then what tabs and keys do as well.
void Bar::relax()
{
    const bool narrow = width() < 1200;
    const bool held = m_live->isVisibleTo(this);
    m_service->setVisible(!m_empty && !m_attached && !narrow);
    const bool compares = !m_compareWords.isEmpty();
    m_release->setVisible(!m_empty && !compares && !(narrow && held));
    m_compared->setText(narrow || held || m_isRecording ? m_compareClock : m_compareWords);
    m_name->setVisible(m_empty);
    layout()->setSpacing(narrow ? 5 : 12);
    m_spans->setTight(narrow);
    for (QPushButton *button : {m_zone, m_palette}) {
        setLook(button, narrow ? QStringLiteral("quiet-tight") : QStringLiteral("quiet"));
    }
    m_purge->setText(narrow ? tr("Purge…") : tr("Purge sessions…"));
    m_incident->setText(narrow || held ? tr("Incident") : tr("Open incident"));
    m_age->setText(!held || narrow ? m_ageWords : tr("data is %1").arg(m_ageWords));
    makeRoom();
}

/// Before something comes that was not there: the window would grow for all of it at once.
void Bar::giveWay(const QWidget *coming, bool comes)
{
    if (comes && coming->isHidden()) {
        m_palette->hide();
        m_incident->hide();
    }
}

/// Works out what fits before anything is hidden: this runs ten times a second.
void Bar::makeRoom()
{
    const auto widthOf = [this](const QWidget *one) { return one->sizeHint().width() + layout()->spacing(); };
    int free = width() - wanted();
    for (const QWidget *one : std::initializer_list<QWidget *>{m_release, m_incident, m_palette}) {
        free += one->isHidden() ? 0 : widthOf(one);
    }
    const bool showsFacts = !m_release->isHidden();
    const auto factsWidth = [&](const QString &words) {
        return showsFacts ? int(tabularAdvance(m_release->font(), words)) + 2 + layout()->spacing() : 0;
    };
    const QString all = m_facts.join(QStringLiteral(" · "));
    // How long it is up is the first that can be done without: the charts show when it was restarted.
    const bool fitsAll = factsWidth(all) + widthOf(m_incident) + widthOf(m_palette) <= free;
    const QString facts = fitsAll ? all : m_facts.value(0);
    m_release->setText(facts);
    free -= factsWidth(facts);
    const auto show = [&](QPushButton *button) {
        const bool fits = widthOf(button) <= free;
        free -= fits ? widthOf(button) : 0;
        button->setVisible(fits);
    };
    m_empty ? m_incident->hide() : show(m_incident);
    m_empty ? m_palette->show() : show(m_palette);
}

} // namespace qd

#include "moc_bar.cpp"
