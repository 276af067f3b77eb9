// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/replay/transport_bar.h"

#include "model/playhead/playhead.h"
#include "widgets/replay/transport_glyph.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/theme.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

#include <cmath>

namespace qd {

namespace {

constexpr int roomForWords = 1180;
constexpr int roomForWall = 1060;
/// Below this share of what is asked, what is kept is said.
constexpr double keepsUp = 0.98;

QPushButton *quietButton(const QString &text, const QString &name, const QString &words, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    button->setAccessibleName(words);
    button->setToolTip(words);
    return button;
}

QString timesWords(double speed)
{
    const bool isWhole = speed == std::floor(speed);
    return QStringLiteral("%1×").arg(isWhole ? QString::number(qint64(speed)) : units::number(speed));
}

} // namespace

TransportBar::TransportBar(QWidget *parent)
    : QFrame(parent)
{
    setObjectName(QStringLiteral("transport"));
    setProperty("look", QStringLiteral("panel"));
    setAccessibleName(tr("Playback"));
    setFixedHeight(44);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(4);
    addMoves(row);
    row->addSpacing(10);
    addSpeed(row);
    row->addStretch(1);
    addClocks(row);
    row->addStretch(1);
    addChoices(row);
}

GlyphButton *TransportBar::addMove(QHBoxLayout *row, const QString &name, TransportGlyph glyph,
                                   const QString &words, const QString &keys)
{
    auto *button = new GlyphButton(glyph, words, this);
    button->setObjectName(name);
    button->setToolTip(QStringLiteral("%1 (%2)").arg(words, keys));
    row->addWidget(button);
    return button;
}

void TransportBar::addMoves(QHBoxLayout *row)
{
    const auto move = [&](const char *name, TransportGlyph glyph, const QString &words, const QString &keys) {
        return addMove(row, QLatin1String(name), glyph, words, keys);
    };
    const auto *start = move("toStart", TransportGlyph::Start, tr("To the start"), tr("Home"));
    const auto *eventBack =
        move("eventBack", TransportGlyph::EventBack, tr("Previous event"), QStringLiteral("P"));
    const auto *sampleBack =
        move("sampleBack", TransportGlyph::SampleBack, tr("Previous sample"), QStringLiteral(","));
    m_play = move("play", TransportGlyph::Play, tr("Play"), tr("Space"));
    const auto *sampleOn = move("sampleOn", TransportGlyph::SampleOn, tr("Next sample"), QStringLiteral("."));
    const auto *eventOn = move("eventOn", TransportGlyph::EventOn, tr("Next event"), QStringLiteral("N"));
    const auto *end = move("toEnd", TransportGlyph::End, tr("To the end"), tr("End"));
    m_play->setWordsShown(true);
    m_play->setProperty("look", QStringLiteral("primary"));
    connect(start, &QPushButton::clicked, this, &TransportBar::startWanted);
    connect(end, &QPushButton::clicked, this, &TransportBar::endWanted);
    connect(m_play, &QPushButton::clicked, this, &TransportBar::playWanted);
    connect(eventBack, &QPushButton::clicked, this, [this] { Q_EMIT eventWanted(Direction::Back); });
    connect(eventOn, &QPushButton::clicked, this, [this] { Q_EMIT eventWanted(Direction::On); });
    connect(sampleBack, &QPushButton::clicked, this, [this] { Q_EMIT sampleWanted(Direction::Back); });
    connect(sampleOn, &QPushButton::clicked, this, [this] { Q_EMIT sampleWanted(Direction::On); });
}

void TransportBar::addSpeed(QHBoxLayout *row)
{
    m_slower = quietButton(QStringLiteral("−"), QStringLiteral("slower"), tr("Slower (−)"), this);
    m_faster = quietButton(QStringLiteral("+"), QStringLiteral("faster"), tr("Faster (+)"), this);
    m_speed = plainLabel({}, QStringLiteral("section"), this);
    m_speed->setObjectName(QStringLiteral("speed"));
    m_speed->setAlignment(Qt::AlignCenter);
    m_speed->setFixedWidth(50);
    m_pace = plainLabel({}, QStringLiteral("small"), this);
    m_pace->setObjectName(QStringLiteral("pace"));
    for (QWidget *w : std::initializer_list<QWidget *>{m_slower, m_speed, m_faster, m_pace}) {
        row->addWidget(w);
    }
    connect(m_slower, &QPushButton::clicked, this, &TransportBar::slowerWanted);
    connect(m_faster, &QPushButton::clicked, this, &TransportBar::fasterWanted);
}

void TransportBar::addClocks(QHBoxLayout *row)
{
    m_clock = new ElidedLabel(this);
    m_clock->setObjectName(QStringLiteral("replayClock"));
    m_clock->setMuted(false);
    m_clock->setFont(uiFont(20, QFont::DemiBold));
    m_date = new ElidedLabel(this);
    m_date->setObjectName(QStringLiteral("replayDate"));
    m_wall = new ElidedLabel(this);
    m_wall->setObjectName(QStringLiteral("wallClock"));
    row->addWidget(m_clock);
    row->addSpacing(6);
    row->addWidget(m_date);
    row->addSpacing(10);
    row->addWidget(m_wall);
}

void TransportBar::addChoices(QHBoxLayout *row)
{
    m_goTo = quietButton(tr("Go to…"), QStringLiteral("goTo"), tr("Go to a time (G)"), this);
    m_bookmark = new GlyphButton(TransportGlyph::Bookmark, tr("Bookmark"), this);
    m_bookmark->setObjectName(QStringLiteral("bookmark"));
    m_bookmark->setCheckable(true);
    m_pauseOnAlert = new GlyphButton(TransportGlyph::Bell, tr("Pause on alert"), this);
    m_pauseOnAlert->setObjectName(QStringLiteral("pauseOnAlert"));
    m_pauseOnAlert->setCheckable(true);
    m_pauseOnAlert->setToolTip(tr("Pause where something turns critical"));
    m_skipGaps = new GlyphButton(TransportGlyph::Gap, tr("Skip gaps"), this);
    m_skipGaps->setObjectName(QStringLiteral("skipGaps"));
    m_skipGaps->setCheckable(true);
    m_skipGaps->setToolTip(tr("Jump over spans in which nothing was measured"));
    for (QWidget *w : std::initializer_list<QWidget *>{m_goTo, m_bookmark, m_pauseOnAlert, m_skipGaps}) {
        row->addWidget(w);
    }
    connect(m_goTo, &QPushButton::clicked, this, &TransportBar::goToWanted);
    connect(m_bookmark, &QPushButton::clicked, this, &TransportBar::bookmarkWanted);
    connect(m_pauseOnAlert, &QPushButton::clicked, this, &TransportBar::pauseOnAlertChosen);
    connect(m_skipGaps, &QPushButton::clicked, this, &TransportBar::skipGapsChosen);
}

void TransportBar::setPlaying(bool playing)
{
    m_play->setGlyph(playing ? TransportGlyph::Pause : TransportGlyph::Play, playing ? tr("Pause") : tr("Play"));
    m_play->setToolTip(playing ? tr("Pause (Space)") : tr("Play (Space)"));
}

void TransportBar::setSpeed(int asked, std::optional<double> pace)
{
    m_speed->setText(timesWords(asked));
    m_speed->setAccessibleName(tr("Speed %1").arg(timesWords(asked)));
    m_slower->setEnabled(asked > Playhead::speeds.front());
    m_faster->setEnabled(asked < Playhead::speeds.back());
    const bool lags = pace && *pace < keepsUp * asked;
    m_pace->setText(lags ? tr("reaches %1").arg(timesWords(*pace)) : QString());
    m_pace->setToolTip(lags ? tr("This machine is slower than that; nothing is left out.") : QString());
}

void TransportBar::setClocks(Timestamp at, Timestamp now, units::Zone zone)
{
    m_clock->setText(units::clock(at, zone));
    m_clock->setAccessibleName(tr("Replayed time %1").arg(units::dateClock(at, zone)));
    m_date->setText(units::dateClock(at, zone).left(10) + u' ' + units::zoneName(at, zone));
    m_wall->setText(tr("now %1").arg(units::clock(now, zone)));
}

void TransportBar::setPauseOnAlert(bool on)
{
    m_pauseOnAlert->setChecked(on);
}

void TransportBar::setSkipGaps(bool on)
{
    m_skipGaps->setChecked(on);
}

void TransportBar::setBookmarked(bool bookmarked)
{
    m_bookmark->setChecked(bookmarked);
    m_bookmark->setToolTip(bookmarked ? tr("Take the bookmark away (B)") : tr("Bookmark this moment (B)"));
}

void TransportBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    relax();
}

/// What gives way when the window is narrow: words that a glyph stands for, then the clock that every desktop has.
void TransportBar::relax()
{
    for (GlyphButton *button : {m_pauseOnAlert, m_skipGaps}) {
        button->setWordsShown(width() >= roomForWords);
    }
    m_wall->setVisible(width() >= roomForWall);
}

} // namespace qd

#include "moc_transport_bar.cpp"
