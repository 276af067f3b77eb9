// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/template_run.h"

#include "model/rules/go_format.h"
#include "model/rules/template_functions.h"

#include <algorithm>

namespace qd::rules::tree {

namespace {

class TemplateRun
{
public:
    TemplateRun(std::string_view source, const TemplateData &data, const TemplateQuery &query)
        : m_source(source)
        , m_data(data)
        , m_context{query, data.externalUrl}
        , m_variables{{"$", &data},
                      {"$labels", data.labels},
                      {"$value", data.value},
                      {"$externalLabels", data.externalLabels},
                      {"$externalURL", data.externalUrl}}
    {}

    Result<void> walk(const Nodes &nodes, const TemplateValue &dot)
    {
        for (const Node &node : nodes) {
            const auto done = std::visit([&](const auto &what) { return walk(what, dot); }, node.what);
            if (!done)
                return done;
        }
        return {};
    }

    [[nodiscard]] std::string &&take() { return std::move(m_out); }

private:
    Result<void> walk(const Text &text, const TemplateValue &) { return write(text.text); }

    Result<void> walk(const Action &action, const TemplateValue &dot)
    {
        const auto value = evaluate(*action.pipeline, dot);
        if (!value)
            return tl::unexpected(value.error());
        if (!action.pipeline->variables.empty())
            return {};
        const auto text = goText(*value);
        return text ? write(*text) : tl::unexpected(text.error());
    }

    Result<void> walk(const Block &block, const TemplateValue &dot)
    {
        const std::size_t known = m_variables.size();
        const auto done = block.kind == BlockKind::Range ? range(block, dot) : choose(block, dot);
        m_variables.resize(known);
        return done;
    }

    Result<void> choose(const Block &block, const TemplateValue &dot)
    {
        const auto value = evaluate(*block.pipeline, dot);
        if (!value)
            return tl::unexpected(value.error());
        if (isTruth(*value))
            return walk(*block.body, block.kind == BlockKind::With ? *value : dot);
        return block.otherwise ? walk(*block.otherwise, dot) : Result<void>();
    }

    Result<void> range(const Block &block, const TemplateValue &dot)
    {
        Pipeline plain = *block.pipeline; // its variables are those of each round
        plain.variables.clear();
        const auto value = evaluate(plain, dot);
        if (!value)
            return tl::unexpected(value.error());
        std::vector<std::pair<TemplateValue, TemplateValue>> rounds;
        if (const auto *vector = std::get_if<std::vector<TemplateSample>>(&*value)) {
            for (const TemplateSample &sample : *vector)
                rounds.emplace_back(std::int64_t(rounds.size()), sample);
        } else if (const auto *map = std::get_if<StringMap>(&*value)) {
            for (const auto &[name, text] : *map)
                rounds.emplace_back(name, text);
        } else {
            return failure(ErrorCode::Invalid, QStringLiteral("range can't iterate over such a value"));
        }
        for (const auto &[key, element] : rounds) {
            const auto done = round(block, key, element);
            if (!done)
                return done;
        }
        return rounds.empty() && block.otherwise ? walk(*block.otherwise, dot) : Result<void>();
    }

    Result<void> round(const Block &block, const TemplateValue &key, const TemplateValue &element)
    {
        const std::size_t known = m_variables.size();
        const auto &names = block.pipeline->variables;
        if (names.size() == 2)
            set(names[0], key, block.pipeline->declares);
        if (!names.empty())
            set(names.back(), element, block.pipeline->declares);
        const auto done = walk(*block.body, element);
        m_variables.resize(known);
        return done;
    }

    Result<TemplateValue> evaluate(const Pipeline &pipeline, const TemplateValue &dot)
    {
        std::optional<TemplateValue> value;
        for (const Command &command : pipeline.commands) {
            auto next = evaluate(command, dot, value);
            if (!next)
                return next;
            value = std::move(*next);
        }
        for (const std::string &name : pipeline.variables)
            set(name, *value, pipeline.declares);
        return *value;
    }

    Result<TemplateValue> evaluate(const Command &command, const TemplateValue &dot,
                                   const std::optional<TemplateValue> &last)
    {
        if (++m_steps > mostTemplateSteps)
            return failure(ErrorCode::TooLarge, QStringLiteral("more than %1 steps").arg(mostTemplateSteps));
        const Operand &first = command.operands.front();
        const auto *function = std::get_if<FunctionName>(&first.what);
        if (!function)
            return evaluate(first, dot);
        if (function->name == "and" || function->name == "or")
            return logical(command, dot, last, function->name == "and");
        std::vector<TemplateValue> arguments;
        for (std::size_t i = 1; i < command.operands.size(); ++i) {
            auto argument = evaluate(command.operands[i], dot);
            if (!argument)
                return argument;
            arguments.push_back(std::move(*argument));
        }
        if (last)
            arguments.push_back(*last);
        auto answer = callTemplateFunction(function->name, arguments, m_context);
        if (!answer)
            return failureAt(m_source, first.at, answer.error().code,
                             QStringLiteral("error calling %1: %2")
                                 .arg(QString::fromStdString(function->name), answer.error().words));
        return fieldsOf(std::move(*answer), first);
    }

    /// The first argument that decides, or the last.
    Result<TemplateValue> logical(const Command &command, const TemplateValue &dot,
                                  const std::optional<TemplateValue> &last, bool both)
    {
        Result<TemplateValue> value = TemplateValue();
        for (std::size_t i = 1; i < command.operands.size(); ++i) {
            value = evaluate(command.operands[i], dot);
            if (!value || isTruth(*value) != both)
                return value;
        }
        return last ? *last : value;
    }

    Result<TemplateValue> evaluate(const Operand &operand, const TemplateValue &dot)
    {
        if (std::holds_alternative<Dot>(operand.what))
            return fieldsOf(dot, operand);
        if (const auto *constant = std::get_if<Constant>(&operand.what))
            return fieldsOf(constant->value, operand);
        if (const auto *inner = std::get_if<PipelinePtr>(&operand.what))
            return evaluate(**inner, dot).and_then([&](TemplateValue v) {
                return fieldsOf(std::move(v), operand);
            });
        if (const auto *function = std::get_if<FunctionName>(&operand.what))
            return callTemplateFunction(function->name, {}, m_context).and_then([&](TemplateValue v) {
                return fieldsOf(std::move(v), operand);
            });
        const std::string &name = std::get<Variable>(operand.what).name;
        const auto found = std::ranges::find(m_variables.rbegin(), m_variables.rend(), name,
                                             &std::pair<std::string, TemplateValue>::first);
        if (found == m_variables.rend())
            return failureAt(m_source, operand.at, ErrorCode::Invalid, QStringLiteral("undefined variable"));
        return fieldsOf(found->second, operand);
    }

    Result<TemplateValue> fieldsOf(TemplateValue value, const Operand &operand)
    {
        for (const std::string &field : operand.fields) {
            auto next = fieldOf(value, field);
            if (!next)
                return failureAt(m_source, operand.at, ErrorCode::Invalid,
                                 QStringLiteral("can't evaluate field %1").arg(QString::fromStdString(field)));
            value = std::move(*next);
        }
        return value;
    }

    static std::optional<TemplateValue> fieldOf(const TemplateValue &value, const std::string &field)
    {
        if (const auto *map = std::get_if<StringMap>(&value)) {
            const auto found = map->find(field);
            return found == map->end() ? std::string() : found->second;
        }
        if (const auto *sample = std::get_if<TemplateSample>(&value)) {
            return field == "Labels"  ? std::optional<TemplateValue>(sample->labels)
                   : field == "Value" ? std::optional<TemplateValue>(sample->value)
                                      : std::nullopt;
        }
        const auto *data = std::get_if<const TemplateData *>(&value);
        if (!data)
            return std::nullopt;
        return field == "Labels"           ? std::optional<TemplateValue>((*data)->labels)
               : field == "Value"          ? std::optional<TemplateValue>((*data)->value)
               : field == "ExternalLabels" ? std::optional<TemplateValue>((*data)->externalLabels)
               : field == "ExternalURL"    ? std::optional<TemplateValue>((*data)->externalUrl)
                                           : std::nullopt;
    }

    void set(const std::string &name, const TemplateValue &value, bool declares)
    {
        const auto found = std::ranges::find(m_variables.rbegin(), m_variables.rend(), name,
                                             &std::pair<std::string, TemplateValue>::first);
        if (declares || found == m_variables.rend())
            m_variables.emplace_back(name, value);
        else
            found->second = value;
    }

    Result<void> write(std::string_view text)
    {
        if (m_out.size() + text.size() > longestExpansion || ++m_steps > mostTemplateSteps)
            return failure(ErrorCode::TooLarge,
                           QStringLiteral("it makes more than %1 bytes, or takes more than %2 steps")
                               .arg(longestExpansion)
                               .arg(mostTemplateSteps));
        m_out += text;
        return {};
    }

    std::string_view m_source;
    const TemplateData &m_data;
    FunctionContext m_context;
    std::vector<std::pair<std::string, TemplateValue>> m_variables; ///< the last of a name is the one in sight
    std::string m_out;
    int m_steps = 0;
};

} // namespace

Result<std::string> expanded(const Nodes &nodes, std::string_view source, const TemplateData &data,
                             const TemplateQuery &query)
{
    TemplateRun run(source, data, query);
    if (const auto done = run.walk(nodes, &data); !done)
        return tl::unexpected(done.error());
    return run.take();
}

} // namespace qd::rules::tree
