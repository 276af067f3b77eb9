// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace qd {

/// The window with nothing to watch yet: what can be started, instead of dead axes.
class FirstMinute : public QWidget
{
    Q_OBJECT

public:
    explicit FirstMinute(QWidget *parent = nullptr);
    /// Why the last try failed; shown under the choices. Empty = nothing failed.
    void setProblem(const QString &words);
    void setBusy(const QString &words);

Q_SIGNALS:
    void practiceWanted();
    void attachWanted(const QString &url, const QString &tokenFile);
    void recordingWanted();
    void drillWanted();
    void outageWanted();

private:
    QHBoxLayout *addCard(QVBoxLayout *column, const QString &title, const QString &words);
    QPushButton *addButton(QHBoxLayout *row, const QString &words, const char *name);
    void addPractice(QVBoxLayout *column);
    void addRecording(QVBoxLayout *column);
    void addAttach(QVBoxLayout *column);
    void browse();

    QPushButton *m_practice = nullptr;
    QPushButton *m_attach = nullptr;
    QLineEdit *m_url = nullptr;
    QLineEdit *m_tokenFile = nullptr;
    QLabel *m_status = nullptr;
};

} // namespace qd
