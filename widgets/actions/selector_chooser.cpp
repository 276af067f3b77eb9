// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/selector_chooser.h"

#include "widgets/shared/words.h"

#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QRadioButton>

namespace qd {

namespace {

QString durationText(std::chrono::seconds s)
{
    if (s.count() % 3600 == 0) {
        return QStringLiteral("%1h").arg(s.count() / 3600);
    }
    return s.count() % 60 == 0 ? QStringLiteral("%1m").arg(s.count() / 60) : QStringLiteral("%1s").arg(s.count());
}

} // namespace

SelectorChooser::SelectorChooser(QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(4);
    addChoice(grid, Retained, tr("Retained after logout"));
    addChoice(grid, Idle, tr("Idle longer than"));
    addChoice(grid, Older, tr("Older than"));
    addChoice(grid, User, tr("Of one user"));
    addChoice(grid, Address, tr("From one address"));
    addChoice(grid, Every, tr("Every session"));
    m_idle = addInput(grid, Idle, QStringLiteral("30m"), tr("Idle longer than"), tr("e.g. 30m, 2h, 1d"));
    m_older = addInput(grid, Older, QStringLiteral("12h"), tr("Older than"), tr("e.g. 30m, 12h, 2d"));
    m_user = addInput(grid, User, {}, tr("User"), tr("user name, in full"));
    m_address = addInput(grid, Address, {}, tr("Address"), tr("address, in full"));
    choose(Retained);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int, bool on) {
        if (on) {
            followChoice();
            Q_EMIT changed();
        }
    });
}

QRadioButton *SelectorChooser::addChoice(QGridLayout *grid, Choice choice, const QString &words)
{
    auto *button = new QRadioButton(words, this);
    m_group->addButton(button, choice);
    const bool alone = choice == Retained || choice == Every;
    grid->addWidget(button, choice, 0, 1, alone ? 2 : 1);
    return button;
}

QLineEdit *SelectorChooser::addInput(QGridLayout *grid, Choice choice, const QString &text, const QString &name,
                                     const QString &hint)
{
    auto *input = new QLineEdit(text, this);
    input->setObjectName(QStringLiteral("selector%1").arg(int(choice)));
    input->setAccessibleName(name);
    input->setPlaceholderText(hint);
    input->setMaxLength(128);
    grid->addWidget(input, choice, 1);
    connect(input, &QLineEdit::textChanged, this, &SelectorChooser::changed);
    return input;
}

void SelectorChooser::choose(Choice choice)
{
    m_group->button(choice)->setChecked(true);
    followChoice();
}

void SelectorChooser::followChoice()
{
    for (int c = Retained; c <= Every; ++c) {
        if (QLineEdit *input = inputOf(static_cast<Choice>(c))) {
            input->setEnabled(c == choice());
        }
    }
}

SelectorChooser::Choice SelectorChooser::choice() const
{
    return static_cast<Choice>(m_group->checkedId());
}

QLineEdit *SelectorChooser::inputOf(Choice choice) const
{
    switch (choice) {
    case Idle:
        return m_idle;
    case Older:
        return m_older;
    case User:
        return m_user;
    case Address:
        return m_address;
    case Retained:
    case Every:
        break;
    }
    return nullptr;
}

void SelectorChooser::setSelector(const PurgeSelector &selector)
{
    if (!selector.user.isEmpty()) {
        m_user->setText(selector.user);
        choose(User);
    } else if (!selector.address.isEmpty()) {
        m_address->setText(selector.address);
        choose(Address);
    } else if (selector.idleLongerThan) {
        m_idle->setText(durationText(*selector.idleLongerThan));
        choose(Idle);
    } else if (selector.olderThan) {
        m_older->setText(durationText(*selector.olderThan));
        choose(Older);
    } else {
        choose(selector.state == PurgeSelector::State::Any ? Every : Retained);
    }
}

Result<PurgeSelector> SelectorChooser::selector() const
{
    PurgeSelector chosen;
    if (choice() == Retained) {
        return chosen;
    }
    chosen.state = PurgeSelector::State::Any;
    if (choice() == Idle || choice() == Older) {
        const auto span = parseDuration(inputOf(choice())->text());
        if (!span) {
            return failure(ErrorCode::Invalid, tr("Write a duration such as 30m, 2h or 1d."));
        }
        (choice() == Idle ? chosen.idleLongerThan : chosen.olderThan) = span;
    }
    if (choice() == User || choice() == Address) {
        const QString text = inputOf(choice())->text().trimmed();
        if (text.isEmpty()) {
            return failure(ErrorCode::Invalid, choice() == User ? tr("Write the user's name in full.")
                                                                : tr("Write the address in full."));
        }
        (choice() == User ? chosen.user : chosen.address) = text;
    }
    return chosen;
}

} // namespace qd

#include "moc_selector_chooser.cpp"
