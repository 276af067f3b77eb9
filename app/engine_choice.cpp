// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine_choice.h"

#include <QtCore/QStandardPaths>
#include <QtCore/QUrl>

namespace qd {

namespace {

Where whereOf(TargetChoice::Kind kind)
{
    switch (kind) {
    case TargetChoice::Kind::Local:
        return Where::Local;
    case TargetChoice::Kind::Attach:
        return Where::Attached;
    case TargetChoice::Kind::Practice:
    case TargetChoice::Kind::Empty:
        break;
    }
    return Where::Practice;
}

} // namespace

EngineConfig configFor(const TargetChoice &target, const ServiceChoice &service)
{
    const QString settings =
        QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + QStringLiteral("/quarterdeck");
    EngineConfig config;
    config.where = whereOf(target.kind);
    config.attachUrl = QUrl(target.url, QUrl::StrictMode);
    config.tokenFile = target.tokenFile;
    config.dataRoot = service.dataDir;
    config.ruleFolder = settings + QStringLiteral("/rules");
    config.notifyFile = settings + QStringLiteral("/notify.yaml");
    config.startTraffic = config.where == Where::Practice;
    config.traffic.users = service.users;
    config.traffic.requestsPerSecond = service.requestsPerSecond;
    config.service.dataPort = static_cast<quint16>(service.dataPort);
    config.service.adminPort = static_cast<quint16>(service.adminPort);
    config.service.release = service.release;
    config.service.memoryLimit = service.memoryLimit;
    config.service.drill = config.where == Where::Practice;
    config.service.insecureHashing = service.insecureHashing;
    return config;
}

Result<void> checkTarget(const TargetChoice &target)
{
    const QUrl url(target.url, QUrl::StrictMode);
    const bool isAddress =
        url.isValid() && !url.host().isEmpty() && (url.scheme() == u"http" || url.scheme() == u"https");
    if (target.kind == TargetChoice::Kind::Attach && !isAddress)
        return failure(ErrorCode::Invalid,
                       QStringLiteral("“%1” is not an address such as http://127.0.0.1:7071.").arg(target.url));
    return {};
}

} // namespace qd
