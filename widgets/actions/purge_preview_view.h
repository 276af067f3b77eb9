// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"

#include <QtWidgets/QFrame>

class QLabel;
class QStackedWidget;
class QTableWidget;

namespace qd {

/// The list below the choice: how many sessions, users and bytes, and the first of them. It is the preview.
class PurgePreviewView : public QFrame
{
    Q_OBJECT

public:
    explicit PurgePreviewView(QWidget *parent = nullptr);
    void showPreview(const PurgePreview &preview, Timestamp now);
    /// While fetching, or when there is nothing to fetch.
    void showWords(const QString &words);

private:
    void fill(const std::vector<SessionRow> &rows, Timestamp now);

    QLabel *m_matched = nullptr;
    QLabel *m_users = nullptr;
    QLabel *m_bytes = nullptr;
    QStackedWidget *m_stack = nullptr;
    QTableWidget *m_table = nullptr;
    QLabel *m_words = nullptr;
    QLabel *m_more = nullptr;
};

/// "8,412 people must sign in again, about 80 s at the measured 105 logins/s"; empty when nobody is touched.
[[nodiscard]] QString signInAgainWords(const PurgePreview &preview);

} // namespace qd
