// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/snapshot.h"

#include "app/main_window.h"
#include "app/save_bytes.h"

#include <QtCore/QBuffer>
#include <QtCore/QFileInfo>
#include <QtCore/QTimer>
#include <QtGui/QAction>
#include <QtGui/QPainter>
#include <QtGui/QPixmap>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDialog>
#include <QtWidgets/QLineEdit>

#include <algorithm>
#include <cstdio>

namespace qd {

namespace {

/// A dialog needs a moment to ask its preview and to settle.
constexpr int openMs = 2500;

void run(MainWindow &window, const QString &begin)
{
    const auto commands = window.commands();
    const auto found = std::ranges::find_if(commands, [&](QAction *a) { return a->text().startsWith(begin); });
    if (found != commands.end()) {
        (*found)->trigger();
    }
}

/// The window with its dialog over it, as a screen would show them.
QPixmap pictureOf(MainWindow &window)
{
    QPixmap picture = window.grab();
    for (auto *dialog : window.findChildren<QDialog *>()) {
        if (dialog->isVisible()) {
            const QPixmap over = dialog->grab();
            QPainter painter(&picture);
            painter.fillRect(window.rect(), QColor(0, 0, 0, 70));
            painter.drawPixmap(window.rect().center() - dialog->rect().center(), over);
        }
    }
    return picture;
}

} // namespace

Snapshot::Snapshot(MainWindow &window, SnapshotOrder order, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_order(std::move(order))
{
    m_window.resize(m_order.size);
    const int end = m_order.seconds * 1000;
    m_open.setSingleShot(true);
    m_take.setSingleShot(true);
    connect(&m_open, &QTimer::timeout, this, &Snapshot::openScreen);
    connect(&m_take, &QTimer::timeout, this, &Snapshot::take);
    m_open.start(std::max(end - openMs, 0));
    m_take.start(end);
}

void Snapshot::takeSoon()
{
    m_open.start(0);
    m_take.start(openMs);
}

void Snapshot::giveUp(const Error &error)
{
    std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(error.words));
    QApplication::exit(1);
}

void Snapshot::openScreen()
{
    const std::pair<QString, QString> commands[] = {{QStringLiteral("sessions"), QStringLiteral("Show sessions")},
                                                    {QStringLiteral("incident"), QStringLiteral("Show incident")},
                                                    {QStringLiteral("log"), QStringLiteral("Show log")},
                                                    {QStringLiteral("purge"), QStringLiteral("Purge sessions")},
                                                    {QStringLiteral("restart"), QStringLiteral("Restart")},
                                                    {QStringLiteral("help"), QStringLiteral("Keys")},
                                                    {QStringLiteral("note"), QStringLiteral("Write a note")},
                                                    {QStringLiteral("palette"), QStringLiteral("All commands")}};
    for (const auto &[screen, command] : commands) {
        if (screen == m_order.screen) {
            run(m_window, command);
        }
    }
    for (auto *reason : m_window.findChildren<QLineEdit *>(QStringLiteral("reason"))) {
        reason->setText(tr("memory is filling with ended sessions"));
    }
}

void Snapshot::take()
{
    const QPixmap picture = pictureOf(m_window);
    const QByteArray format = QFileInfo(m_order.file).suffix().toLatin1();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    const bool isMade =
        buffer.open(QIODevice::WriteOnly) && picture.save(&buffer, format.isEmpty() ? "png" : format.constData());
    const auto saved = isMade
                           ? saveBytes(m_order.file, bytes)
                           : failure(ErrorCode::Invalid,
                                     tr("%1 was not written: there is no such picture format.").arg(m_order.file));
    if (!saved) {
        std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(saved.error().words));
        QApplication::exit(1);
        return;
    }
    if (m_window.showsRecording()) {
        QApplication::exit(0);
        return;
    }
    const ServiceStatus &status = m_window.history()->status;
    const bool answers = status.health == Health::Ok || status.health == Health::Degraded;
    if (!answers && m_window.isWatching()) {
        std::fprintf(stderr, "quarterdeck: the service does not answer: %s %s\n",
                     qPrintable(wordOf(status.health)), qPrintable(status.problem));
    }
    QApplication::exit(answers || !m_window.isWatching() ? 0 : 1);
}

} // namespace qd

#include "moc_snapshot.cpp"
