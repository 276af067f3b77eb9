// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rule_file.h"

#include "model/query/parser.h"
#include "model/rules/yaml_fields.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <array>
#include <set>

namespace qd::rules {

namespace {

const QStringList ruleFileNames{QStringLiteral("*.yml"), QStringLiteral("*.yaml")};

constexpr std::array<std::string_view, 1> fileFields{"groups"};
constexpr std::array<std::string_view, 6> groupFields{"name",  "interval", "query_offset",
                                                      "limit", "labels",   "rules"};
constexpr std::array<std::string_view, 7> ruleFields{"record",          "alert",  "expr",       "for",
                                                     "keep_firing_for", "labels", "annotations"};

QString quotedWords(const std::string &text)
{
    return QStringLiteral("\"%1\"").arg(QString::fromStdString(text));
}

bool isUtf8(const std::string &text)
{
    return QString::fromStdString(text).toStdString() == text;
}

/// Prometheus 3 takes any name in UTF-8; the metric's name is no label that a rule may set.
bool isLabelName(const std::string &name)
{
    return !name.empty() && name != "__name__" && isUtf8(name);
}

class RuleReader
{
public:
    explicit RuleReader(const QString &path)
        : m_yaml(path)
    {}

    std::vector<RuleGroup> groups(const YAML::Node &root)
    {
        std::vector<RuleGroup> made;
        std::set<std::string> names;
        auto fields = m_yaml.fields(root, "a rule file", fileFields);
        for (const YAML::Node &node : m_yaml.list(fields["groups"], "groups")) {
            m_yaml.setRule({});
            made.push_back(group(node));
            if (made.back().name.empty())
                m_yaml.add(node.Mark(), QStringLiteral("a group needs a name"));
            else if (!names.insert(made.back().name).second)
                m_yaml.add(node.Mark(), QStringLiteral("the group name %1 is repeated in the file; rename one")
                                            .arg(quotedWords(made.back().name)));
        }
        return made;
    }

    [[nodiscard]] RuleProblems &problems() { return m_yaml.problems(); }
    [[nodiscard]] RuleProblems &&refused() { return std::move(m_refused); }

private:
    RuleGroup group(const YAML::Node &node)
    {
        RuleGroup made;
        auto fields = m_yaml.fields(node, "a group", groupFields);
        made.name = m_yaml.text(fields["name"], "name");
        if (const Millis interval = m_yaml.duration(fields["interval"], "interval"); interval > Millis(0))
            made.interval = interval;
        if (fields["query_offset"].IsDefined() && !fields["query_offset"].IsNull())
            made.queryOffset = m_yaml.duration(fields["query_offset"], "query_offset");
        made.limit = m_yaml.wholeNumber(fields["limit"], "limit");
        m_groupLabels = labels(fields["labels"]);
        for (const YAML::Node &rule : m_yaml.list(fields["rules"], "rules"))
            takeRule(rule, made);
        return made;
    }

    /// Into the group; one whose only fault is to be outside of the subset is left out.
    void takeRule(const YAML::Node &node, RuleGroup &into)
    {
        m_outside = std::nullopt;
        Rule made = rule(node);
        if (m_outside)
            m_refused.push_back(std::move(*m_outside));
        else
            into.rules.push_back(std::move(made));
        m_yaml.setRule({});
    }

    Rule rule(const YAML::Node &node)
    {
        Rule made;
        made.line = node.Mark().line + 1;
        auto fields = m_yaml.fields(node, "a rule", ruleFields);
        const std::string record = m_yaml.text(fields["record"], "record");
        const std::string alert = m_yaml.text(fields["alert"], "alert");
        made.kind = record.empty() ? RuleKind::Alerting : RuleKind::Recording;
        made.name = record.empty() ? alert : record;
        m_yaml.setRule(QString::fromStdString(made.name));
        if (record.empty() == alert.empty())
            m_yaml.add(node.Mark(), record.empty() ? QStringLiteral("one of record and alert must be set")
                                                   : QStringLiteral("only one of record and alert may be set"));
        made.holdFor = m_yaml.duration(fields["for"], "for");
        made.keepFiringFor = m_yaml.duration(fields["keep_firing_for"], "keep_firing_for");
        takeExpression(fields["expr"], node.Mark(), made);
        takeLabels(fields["labels"], made);
        takeAnnotations(fields["annotations"], made);
        if (made.kind == RuleKind::Recording)
            checkRecording(node.Mark(), made);
        return made;
    }

    void checkRecording(const YAML::Mark &at, const Rule &made)
    {
        const auto misplaced = [&](bool is, const char *field) {
            if (is)
                m_yaml.add(at, QStringLiteral("a recording rule has no %1; remove it").arg(QLatin1String(field)));
        };
        misplaced(!made.annotations.empty(), "annotations");
        misplaced(made.holdFor != Millis(0), "for");
        misplaced(made.keepFiringFor != Millis(0), "keep_firing_for");
        if (!isUtf8(made.name) || made.name.find_first_of("{}") != std::string::npos)
            m_yaml.add(at,
                       QStringLiteral("%1 is no name for a metric; what is in braces belongs into expr or labels")
                           .arg(quotedWords(made.name)));
    }

    void takeExpression(const YAML::Node &node, const YAML::Mark &rule, Rule &into)
    {
        into.expression = m_yaml.text(node, "expr");
        if (into.expression.empty()) {
            m_yaml.add(rule, QStringLiteral("expr must be set"));
            return;
        }
        const auto parsed = query::parse(into.expression);
        if (!parsed) {
            const QString words =
                QStringLiteral("could not parse expr: at %1").arg(query::errorText(parsed.error()));
            if (parsed.error().fault == query::QueryFault::Unsupported)
                refuse(node.Mark(), words);
            else
                m_yaml.add(node.Mark(), words);
        } else if ((*parsed)->type == query::ValueType::Matrix || (*parsed)->type == query::ValueType::String) {
            m_yaml.add(node.Mark(), QStringLiteral("expr must give an instant vector or a scalar"));
        }
    }

    std::map<std::string, std::string> labels(const YAML::Node &node)
    {
        auto made = m_yaml.texts(node, "labels");
        for (const auto &[name, value] : made) {
            if (!isLabelName(name))
                m_yaml.add(node.Mark(), QStringLiteral("invalid label name %1").arg(quotedWords(name)));
        }
        return made;
    }

    void takeLabels(const YAML::Node &node, Rule &into)
    {
        auto texts = labels(node);
        for (const auto &[name, text] : m_groupLabels)
            texts.emplace(name, text);
        for (const auto &[name, text] : texts)
            takeTemplate(node, "label", name, text, into.kind, into.labels);
    }

    void takeAnnotations(const YAML::Node &node, Rule &into)
    {
        for (const auto &[name, text] : m_yaml.texts(node, "annotations")) {
            if (name.empty() || !isUtf8(name))
                m_yaml.add(node.Mark(), QStringLiteral("invalid annotation name %1").arg(quotedWords(name)));
            takeTemplate(node, "annotation", name, text, into.kind, into.annotations);
        }
    }

    /// Labels of recording rules are no templates.
    void takeTemplate(const YAML::Node &node, const char *what, const std::string &name, const std::string &text,
                      RuleKind kind, NamedTemplates &into)
    {
        auto parsed = kind == RuleKind::Alerting ? Template::parse(text) : Result<Template>(Template::plain(text));
        if (parsed) {
            into.emplace_back(name, std::move(*parsed));
            return;
        }
        const QString words = QStringLiteral("%1 %2: could not parse the template: at %3")
                                  .arg(QLatin1String(what), quotedWords(name), parsed.error().words);
        if (parsed.error().code == ErrorCode::Refused)
            refuse(node.Mark(), words);
        else
            m_yaml.add(node.Mark(), words, parsed.error().code);
    }

    void refuse(const YAML::Mark &at, const QString &words)
    {
        m_yaml.add(at, words, ErrorCode::Refused);
        m_outside = std::move(m_yaml.problems().back());
        m_yaml.problems().pop_back();
    }

    YamlFields m_yaml;
    std::map<std::string, std::string> m_groupLabels;
    std::optional<RuleProblem> m_outside; ///< why the rule at hand is left out
    RuleProblems m_refused;
};

tl::unexpected<RuleProblems> unreadable(const QString &path, const QString &words, ErrorCode code, int line = 0,
                                        int column = 0)
{
    return tl::unexpected(RuleProblems{{code, path, line, column, {}, words}});
}

/// Nobody reads a hundred thousand of them.
RuleProblems bounded(RuleProblems problems)
{
    if (problems.size() > mostRuleProblems) {
        const auto more = problems.size() - mostRuleProblems;
        problems.resize(mostRuleProblems);
        problems.back().words += QStringLiteral(" (and %1 more problems)").arg(more);
    }
    return problems;
}

} // namespace

QString problemText(const RuleProblem &problem)
{
    const QString place =
        problem.line > 0 ? QStringLiteral(":%1:%2").arg(problem.line).arg(problem.column) : QString();
    const QString rule = problem.rule.isEmpty() ? QString() : QStringLiteral("rule %1: ").arg(problem.rule);
    return QStringLiteral("%1%2: %3%4").arg(problem.file, place, rule, problem.words);
}

tl::expected<RuleFile, RuleProblems> parseRuleFile(std::string_view text, const QString &path)
{
    if (qint64(text.size()) > largestRuleFile)
        return unreadable(path, QStringLiteral("larger than %1 MiB; split it").arg(largestRuleFile >> 20),
                          ErrorCode::TooLarge);
    try { // yaml-cpp says what it cannot read with exceptions
        RuleReader reader(path);
        RuleFile file{path, reader.groups(YAML::Load(std::string(text))), {}};
        if (!reader.problems().empty())
            return tl::unexpected(bounded(std::move(reader.problems())));
        file.refused = reader.refused();
        return file;
    } catch (const YAML::Exception &problem) {
        return unreadable(path, QStringLiteral("no YAML: ") + QString::fromStdString(problem.msg),
                          ErrorCode::Invalid, problem.mark.line + 1, problem.mark.column + 1);
    }
}

tl::expected<RuleFile, RuleProblems> readRuleFile(const QString &path)
{
    // Whoever opens a pipe waits for its other end.
    if (const QFileInfo info(path); info.exists() && !info.isFile())
        return unreadable(path, QStringLiteral("it is not a file"), ErrorCode::Io);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unreadable(path, file.errorString(), ErrorCode::Io);
    const QByteArray text = file.read(largestRuleFile + 1);
    if (file.error() != QFileDevice::NoError)
        return unreadable(path, file.errorString(), ErrorCode::Io);
    return parseRuleFile({text.constData(), std::size_t(text.size())}, path);
}

bool isRuleFileName(const QString &name)
{
    return QDir::match(ruleFileNames, name);
}

QStringList ruleFilesIn(const QString &folder)
{
    QStringList paths;
    for (const QFileInfo &file : QDir(folder).entryInfoList(ruleFileNames, QDir::Files, QDir::Name))
        paths << file.filePath();
    return paths;
}

} // namespace qd::rules
