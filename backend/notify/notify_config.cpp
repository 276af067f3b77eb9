// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notify/notify_config.h"

#include "model/rules/yaml_fields.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QUrl>

#include <array>

namespace qd {

namespace {

constexpr qint64 largestFile = 1 << 20;

using rules::YamlFields;

constexpr std::array<std::string_view, 7> knownFields{"alertmanagers",  "webhooks",        "group_wait",
                                                      "group_interval", "repeat_interval", "escalate_after",
                                                      "notify_practice"};
constexpr std::array<std::string_view, 6> targetFields{"url",     "bearer_token_file", "basic_auth_file",
                                                       "ca_file", "cert_file",         "key_file"};

/// Takes a target; paths are relative to the folder of the file.
class TargetReader
{
public:
    TargetReader(YamlFields &yaml, const QDir &folder)
        : m_yaml(yaml)
        , m_folder(folder)
    {}

    std::vector<ServerAddress> read(const YAML::Node &node, std::string_view what)
    {
        std::vector<ServerAddress> targets;
        for (const YAML::Node &entry : m_yaml.list(node, what)) {
            const auto fields = m_yaml.fields(entry, what, targetFields);
            const auto text = [&](std::string_view name) {
                const auto found = fields.find(name);
                return found == fields.end() ? QString()
                                             : QString::fromStdString(m_yaml.text(found->second, name));
            };
            const auto file = [&](std::string_view name) {
                const QString path = text(name);
                return path.isEmpty() ? path : m_folder.absoluteFilePath(path);
            };
            const LoginFiles login{file("bearer_token_file"), file("basic_auth_file"), file("ca_file"),
                                   file("cert_file"), file("key_file")};
            auto address = serverAddress(QUrl(text("url"), QUrl::StrictMode), login);
            if (address)
                targets.push_back(std::move(*address));
            else
                m_yaml.add(entry.Mark(), address.error().words, address.error().code);
        }
        return targets;
    }

private:
    YamlFields &m_yaml;
    QDir m_folder;
};

void take(NotifyConfig &config, YamlFields &yaml, const YAML::Node &root, const QDir &folder)
{
    auto fields = yaml.fields(root, "the file", knownFields);
    TargetReader targets(yaml, folder);
    config.alertmanagers = targets.read(fields["alertmanagers"], "alertmanagers");
    config.webhooks = targets.read(fields["webhooks"], "webhooks");
    const auto duration = [&](const char *name, Millis &into) {
        if (const auto found = fields.find(name); found != fields.end())
            into = yaml.duration(found->second, name);
    };
    duration("group_wait", config.notices.groupWait);
    duration("group_interval", config.notices.groupInterval);
    duration("repeat_interval", config.notices.repeatEvery);
    duration("escalate_after", config.notices.escalateAfter);
    if (const auto found = fields.find("notify_practice"); found != fields.end()) {
        const std::string said = yaml.text(found->second, "notify_practice");
        config.practice = said == "true";
        if (said != "true" && said != "false")
            yaml.add(found->second.Mark(), QStringLiteral("notify_practice must be true or false"));
    }
}

} // namespace

Result<NotifyConfig> readNotifyConfig(const QString &path)
{
    NotifyConfig config;
    const QFileInfo info(path);
    if (path.isEmpty() || !info.exists())
        return config;
    QFile file(path);
    if (!info.isFile() || info.size() > largestFile || !file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Io,
                       QStringLiteral("%1 cannot be read. Alerts are told to nobody but this window.").arg(path));
    YamlFields yaml(path);
    try {
        take(config, yaml, YAML::Load(file.readAll().toStdString()), info.absoluteDir());
    } catch (const YAML::Exception &error) {
        yaml.add(error.mark, QString::fromStdString(error.msg));
    }
    if (yaml.problems().empty())
        return config;
    const rules::RuleProblem &first = yaml.problems().front();
    return failure(first.code,
                   QStringLiteral("%1. Alerts are told to nobody but this window.").arg(problemText(first)));
}

} // namespace qd
