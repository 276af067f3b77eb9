// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/script.h"

#include "model/query/lexer.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QStringList>

#include <algorithm>
#include <cmath>

namespace qd::conformance {

namespace {

/// "1h30m", "8000s", "0", seconds as a number; all of them may be negative.
std::optional<Millis> durationOf(const QString &text)
{
    const bool isNegative = text.startsWith(u'-');
    const auto tokens = query::tokensOf(text.mid(isNegative ? 1 : 0).toStdString());
    if (!tokens || tokens->size() != 2)
        return std::nullopt;
    const query::Token &token = tokens->front();
    if (token.kind != query::TokenKind::Duration && token.kind != query::TokenKind::Number)
        return std::nullopt;
    return Millis(std::llround(token.number * 1000) * (isNegative ? -1 : 1));
}

/// "from X to Y step Z"
std::optional<Steps> stepsOf(const QString &from, const QString &to, const QString &step)
{
    const auto start = durationOf(from);
    const auto end = durationOf(to);
    const auto every = durationOf(step);
    if (!start || !end || !every)
        return std::nullopt;
    return Steps{Timestamp(*start), Timestamp(*end), *every};
}

std::optional<Remark> remarkNamed(const QString &name)
{
    if (name == QStringLiteral("fail"))
        return Remark::Fail;
    if (name == QStringLiteral("warn"))
        return Remark::Warn;
    if (name == QStringLiteral("no_warn"))
        return Remark::NoWarn;
    if (name == QStringLiteral("info"))
        return Remark::Info;
    return name == QStringLiteral("no_info") ? std::optional(Remark::NoInfo) : std::nullopt;
}

class ScriptReader
{
public:
    explicit ScriptReader(const QString &text)
    {
        for (const QString &line : text.split(u'\n')) {
            const QString trimmed = line.trimmed();
            m_lines << (trimmed.startsWith(u'#') ? QString() : trimmed);
        }
    }

    std::vector<Command> run()
    {
        while (m_at < m_lines.size()) {
            const QString line = m_lines[m_at++];
            if (line.isEmpty())
                continue;
            m_begin = int(m_at);
            readCommand(line);
        }
        return std::move(m_commands);
    }

private:
    void add(std::variant<Clear, Load, Evaluation, Nonsense> what)
    {
        m_commands.push_back({m_begin, std::move(what)});
    }
    void nonsense(const QString &words) { add(Nonsense{words}); }
    /// The lines that belong to a command end with an empty one.
    bool takeLine(QString &line)
    {
        if (m_at >= m_lines.size() || m_lines[m_at].isEmpty())
            return false;
        line = m_lines[m_at++];
        return true;
    }

    void readCommand(const QString &line)
    {
        if (line.toLower() == QStringLiteral("clear"))
            add(Clear{});
        else if (line.startsWith(QStringLiteral("load")))
            readLoad(line);
        else if (line.startsWith(QStringLiteral("eval")))
            readEvaluation(line);
        else
            nonsense(QStringLiteral("invalid command: %1").arg(line));
    }

    void readLoad(const QString &line)
    {
        static const QRegularExpression shape(QStringLiteral(R"(^load(?<nhcb>_with_nhcb)?\s+(?<step>\S+)$)"));
        const auto match = shape.match(line);
        const auto step = durationOf(match.captured(QStringLiteral("step")));
        Load load{step.value_or(Millis(1)), !match.captured(QStringLiteral("nhcb")).isEmpty(), {}};
        QString problem = step ? QString() : QStringLiteral("invalid load command: %1").arg(line);
        for (QString text; takeLine(text);) {
            auto series = parseSeriesLine(text.toStdString());
            if (series)
                load.series.push_back(std::move(*series));
            else if (problem.isEmpty())
                problem = series.error();
        }
        if (problem.isEmpty())
            add(std::move(load));
        else
            nonsense(problem);
    }

    void readEvaluation(const QString &line)
    {
        static const QRegularExpression instant(
            QStringLiteral(R"(^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(\S+)\s+)?(.+)$)"));
        static const QRegularExpression range(QStringLiteral(
            R"(^eval(?:_(fail|warn|ordered|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$)"));
        Evaluation evaluation;
        std::optional<Steps> steps;
        if (const auto match = instant.match(line); match.hasMatch()) {
            const QString at = match.captured(2).isEmpty() ? QStringLiteral("0") : match.captured(2);
            steps = stepsOf(at, at, QStringLiteral("1"));
            evaluation.expression = match.captured(3).toStdString();
            takeSuffix(match.captured(1), evaluation);
        } else if (const auto ranged = range.match(line); ranged.hasMatch()) {
            steps = stepsOf(ranged.captured(2), ranged.captured(3), ranged.captured(4));
            evaluation.isRange = true;
            evaluation.expression = ranged.captured(5).toStdString();
            takeSuffix(ranged.captured(1), evaluation);
        }
        QString problem = steps ? QString() : QStringLiteral("invalid evaluation: %1").arg(line);
        evaluation.steps = steps.value_or(Steps());
        for (QString text; takeLine(text);) {
            if (const QString words = readExpectation(text, evaluation); problem.isEmpty())
                problem = words;
        }
        if (problem.isEmpty())
            add(std::move(evaluation));
        else
            nonsense(problem);
    }

    static void takeSuffix(const QString &suffix, Evaluation &into)
    {
        into.ordered = suffix == QStringLiteral("ordered");
        if (const auto remark = remarkNamed(suffix))
            into.remarks.push_back({*remark, {}, {}});
    }

    /// What is wrong with the line, in words; empty when nothing is.
    QString readExpectation(const QString &line, Evaluation &into)
    {
        if (line.startsWith(QStringLiteral("expect")) && readRemark(line, into))
            return {};
        double number = 0;
        if (parseNumber(line.toStdString(), number)) {
            into.scalar = number;
            return {};
        }
        auto series = parseSeriesLine(line.toStdString());
        if (!series)
            return series.error();
        into.series.push_back(std::move(*series));
        return {};
    }

    static bool readRemark(const QString &line, Evaluation &into)
    {
        static const QRegularExpression remark(
            QStringLiteral(R"(^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$)"));
        static const QRegularExpression old(QStringLiteral(R"(^expected_fail_(message|regexp)\s+(.+)$)"));
        static const QRegularExpression text(QStringLiteral(R"(^expect\s+string\s+(.+)$)"));
        static const QRegularExpression range(
            QStringLiteral(R"(^expect\s+range\s+vector\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)$)"));
        if (const auto match = remark.match(line); match.hasMatch()) {
            into.ordered = into.ordered || match.captured(1) == QStringLiteral("ordered");
            if (const auto kind = remarkNamed(match.captured(1)))
                addRemark(*kind, match.captured(2) == QStringLiteral("regex"), match.captured(3).trimmed(), into);
            return true;
        }
        if (const auto match = old.match(line); match.hasMatch()) {
            addRemark(Remark::Fail, match.captured(1) == QStringLiteral("regexp"), match.captured(2), into);
            return true;
        }
        if (const auto match = range.match(line); match.hasMatch()) {
            into.rangeVector = stepsOf(match.captured(1), match.captured(2), match.captured(3));
            return into.rangeVector.has_value();
        }
        const auto match = text.match(line);
        const auto tokens = query::tokensOf(match.captured(1).toStdString());
        const bool isString =
            match.hasMatch() && tokens && tokens->size() == 2 && tokens->front().kind == query::TokenKind::String;
        if (isString)
            into.text = tokens->front().text;
        return isString;
    }

    static void addRemark(Remark remark, bool isPattern, const QString &words, Evaluation &into)
    {
        ExpectedRemark expected{remark, {}, {}};
        if (!words.isEmpty())
            (isPattern ? expected.pattern : expected.words) = words.toStdString();
        into.remarks.push_back(std::move(expected));
    }

    QStringList m_lines;
    qsizetype m_at = 0;
    int m_begin = 0;
    std::vector<Command> m_commands;
};

} // namespace

bool Evaluation::expects(Remark remark) const
{
    return std::ranges::any_of(remarks, [&](const ExpectedRemark &one) { return one.remark == remark; });
}

std::vector<Command> parseScript(const QString &text)
{
    return ScriptReader(text).run();
}

} // namespace qd::conformance
