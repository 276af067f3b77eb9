// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

namespace qd::test {

/// A port that was free a moment ago; nginx cannot choose its own.
[[nodiscard]] quint16 freePort();

/// The first block of nginx configuration that a document of this tree shows ("README.md", "docs/api.md"), so that
/// what is tested is what people copy. Empty when there is none.
[[nodiscard]] QByteArray nginxExample(const QByteArray &document);

/// A real nginx, one process, in a folder of its own; terminated with this object.
class Nginx
{
public:
    ~Nginx();

    /// Starts it with `blocks` inside `http { }` and waits until `port` answers. Every request is logged unless a
    /// block says otherwise.
    [[nodiscard]] bool start(const QByteArray &blocks, quint16 port);
    /// Requests it has logged so far. One that was broken off is logged when its validation has come back:
    /// stopping nginx before would lose the line.
    [[nodiscard]] qint64 logged() const;
    [[nodiscard]] QByteArray errorText() { return m_process.readAllStandardError(); }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace qd::test
