// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

#include <optional>

class QPushButton;

namespace qd {

/// A silence that is on, or will be.
struct SilenceRow
{
    QString id;
    QString words;    ///< until when, and by whom
    QString matchers; ///< as written
    friend bool operator==(const SilenceRow &, const SilenceRow &) = default;
};

/// One silence: until when, what it takes, and its end. Two that differ look different: what it takes has as many
/// lines as it wants, and loses its middle only when it is very long.
class SilenceLine : public QWidget
{
    Q_OBJECT

public:
    explicit SilenceLine(const SilenceRow &silence, QWidget *parent = nullptr);
    /// Disables the end of it, with the reason as tool tip.
    void setRefusal(const std::optional<QString> &why);

Q_SIGNALS:
    void endWanted();

private:
    QPushButton *m_end = nullptr;
};

} // namespace qd
