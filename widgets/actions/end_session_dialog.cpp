// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/end_session_dialog.h"

#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/words.h"

#include <QtWidgets/QLineEdit>
#include <QtWidgets/QVBoxLayout>

namespace qd {

namespace {

/// The button keeps to one line; the name stands above it in full.
QString shortName(const QString &user)
{
    constexpr int longest = 16;
    return user.size() <= longest ? user : user.left(longest - 1) + QStringLiteral("…");
}

} // namespace

EndSessionDialog::EndSessionDialog(Gateway &gateway, const SessionRow &session, const Target &target, bool paused,
                                   QWidget *parent)
    : ActionDialog(tr("End one session"), target, paused, parent)
    , m_gateway(&gateway)
    , m_session(session)
{
    setObjectName(QStringLiteral("endSessionDialog"));
    setMinimumWidth(580); // the small print keeps to one line beside the longest button
    const QString address = session.address.isEmpty() ? tr("an unknown address") : session.address;
    auto *words =
        plainLabel(tr("%1, from %2. Its token stops validating at once; the user must sign in again there. "
                      "Other sessions of this user stay.")
                       .arg(session.user, address),
                   {}, this);
    words->setWordWrap(true);
    body()->addWidget(words);
    auto *id = plainLabel(session.id, QStringLiteral("id"), this);
    id->setTextInteractionFlags(Qt::TextSelectableByMouse);
    body()->addWidget(id);
    setFootnote(tr("There is no undo."));
    connect(reasonEdit(), &QLineEdit::textChanged, this, &EndSessionDialog::offer);
    connect(act(), &QPushButton::clicked, this, &EndSessionDialog::end);
    offer();
    reasonEdit()->setFocus();
}

void EndSessionDialog::offer()
{
    if (!m_sent) {
        act()->offer(tr("End session of %1 on %2").arg(shortName(m_session.user), target().label()),
                     !reason().isEmpty());
        act()->setToolTip(reason().isEmpty() ? tr("A reason is required") : QString());
    }
}

void EndSessionDialog::end()
{
    if (m_sent || !m_gateway || reason().isEmpty()) {
        return;
    }
    m_sent = true;
    act()->offer(tr("Ending…"), false);
    setError({});
    m_gateway->endSession(m_session.id, reason(), this, [this](Result<bool> done) {
        if (done) {
            Q_EMIT ended();
            close();
            return;
        }
        m_sent = false;
        setError(done.error().words);
        offer();
    });
}

} // namespace qd

#include "moc_end_session_dialog.cpp"
