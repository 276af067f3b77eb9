// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/runtime_noise.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtGui/QGuiApplication>

namespace qd {

namespace {

QtMessageHandler before = nullptr;

void withoutPlatformNoise(QtMsgType type, const QMessageLogContext &context, const QString &words)
{
    if (type == QtWarningMsg && words.startsWith(QStringLiteral("This plugin does not support "))) {
        return;
    }
    before(type, context, words);
}

} // namespace

void provideRuntimeDir(const QTemporaryDir &scratch)
{
    if (!qEnvironmentVariableIsEmpty("XDG_RUNTIME_DIR") || !scratch.isValid()) {
        return;
    }
    const QString folder = scratch.filePath(QStringLiteral("runtime"));
    if (QDir().mkdir(folder) &&
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner)) {
        qputenv("XDG_RUNTIME_DIR", QFile::encodeName(folder));
    }
}

void quietOffscreenPlatform()
{
    if (QGuiApplication::platformName() == u"offscreen" && !before) {
        before = qInstallMessageHandler(withoutPlatformNoise);
    }
}

} // namespace qd
