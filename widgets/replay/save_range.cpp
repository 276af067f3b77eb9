// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/replay/save_range.h"

#include "model/session/instant_text.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/segments.h"

#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>

namespace qd {

SaveRange::SaveRange(units::Zone zone, QWidget *parent)
    : QWidget(parent)
    , m_zone(zone)
    , m_choices(
          new Segments({tr("Visible"), tr("15 min"), tr("1 h"), tr("24 h"), tr("Everything"), tr("Custom")}, this))
{
    m_choices->setObjectName(QStringLiteral("choices"));
    m_choices->setAccessibleNames({tr("Save what is visible"), tr("Save the last 15 minutes"),
                                   tr("Save the last hour"), tr("Save the last 24 hours"),
                                   tr("Save everything that was recorded"),
                                   tr("Save from and to, as written below")});
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(10);
    grid->addWidget(m_choices, 0, 0, 1, 5, Qt::AlignLeft);
    m_from = addField(tr("From"));
    m_to = addField(tr("To"));
    grid->addWidget(plainLabel(tr("From"), QStringLiteral("muted"), this), 1, 0);
    grid->addWidget(m_from, 1, 1);
    grid->addWidget(plainLabel(tr("to"), QStringLiteral("muted"), this), 1, 2);
    grid->addWidget(m_to, 1, 3);
    grid->addWidget(plainLabel(units::zoneName(Timestamp(), zone), QStringLiteral("muted"), this), 1, 4);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    connect(m_choices, &Segments::chosen, this, [this](int index) { choose(static_cast<Choice>(index)); });
    m_choices->setCurrent(m_choice);
}

QLineEdit *SaveRange::addField(const QString &name)
{
    auto *field = new QLineEdit(this);
    field->setObjectName(name.toLower());
    field->setAccessibleName(name);
    field->setToolTip(tr("A time such as 06:30, 2024-08-20 06:30:00 or -15m"));
    field->setMaxLength(40);
    // Writing into it is choosing by hand.
    connect(field, &QLineEdit::textEdited, this, [this] {
        m_choice = Custom;
        m_choices->setCurrent(Custom);
        Q_EMIT changed();
    });
    return field;
}

void SaveRange::setKnown(TimeRange known, TimeRange visible)
{
    m_known = known;
    m_visible = visible;
    showFields();
}

void SaveRange::choose(Choice choice)
{
    if (choice == Custom && m_choice == Everything) {
        m_from->setText(units::dateClock(m_known.begin, m_zone));
        m_to->setText(units::dateClock(m_known.end, m_zone));
    }
    m_choice = choice;
    showFields();
    if (choice == Custom) {
        m_from->setFocus();
    }
    Q_EMIT changed();
}

TimeRange SaveRange::chosen(Choice choice) const
{
    using namespace std::chrono;
    switch (choice) {
    case Visible:
        return m_visible;
    case Quarter:
        return {m_known.end - minutes(15), m_known.end};
    case Hour:
        return {m_known.end - hours(1), m_known.end};
    case Day:
        return {m_known.end - hours(24), m_known.end};
    case Everything:
    case Custom:
        break;
    }
    return {Timestamp::min(), Timestamp::max()};
}

/// The fields say what the choice comes to; what was written by hand stays.
void SaveRange::showFields()
{
    if (m_choice == Custom) {
        return;
    }
    const bool isAll = m_choice == Everything;
    const TimeRange range = chosen(m_choice);
    m_from->setText(isAll ? tr("the beginning") : units::dateClock(range.begin, m_zone));
    m_to->setText(isAll ? tr("now") : units::dateClock(range.end, m_zone));
}

Result<TimeRange> SaveRange::written() const
{
    const auto begin = parseInstant(m_from->text(), m_known.end, m_known, m_zone);
    const auto end = parseInstant(m_to->text(), m_known.end, m_known, m_zone);
    if (!begin || !end) {
        return failure(ErrorCode::Invalid, tr("Write times such as 06:30, 2024-08-20 06:30:00 or -15m."));
    }
    const TimeRange range{*begin, *end};
    if (range.isEmpty()) {
        return failure(ErrorCode::Invalid, tr("The end must be later than the beginning."));
    }
    return range;
}

/// The sample at the right edge is on screen, and comes along.
Result<TimeRange> SaveRange::range() const
{
    Result<TimeRange> range = m_choice == Custom ? written() : chosen(m_choice);
    if (range && range->end < Timestamp::max()) {
        range->end += Millis(1);
    }
    return range;
}

} // namespace qd

#include "moc_save_range.cpp"
