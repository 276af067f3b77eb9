// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/template_functions.h"
#include "model/rules/template_lexer.h"
#include "model/rules/template_tree.h"

#include <algorithm>
#include <array>

namespace qd::rules::tree {

namespace {

constexpr int deepestTemplate = 50;

constexpr std::array<std::string_view, 6> outsideKeywords{"define", "template", "block",
                                                          "break",  "continue", "call"};

QString nameWords(const std::string &name)
{
    return QString::fromStdString(name);
}

class TemplateParser
{
public:
    TemplateParser(std::string_view text, std::vector<Word> words)
        : m_text(text)
        , m_words(std::move(words))
        , m_variables{"$", "$labels", "$value", "$externalLabels", "$externalURL"}
    {}

    Result<Nodes> run()
    {
        auto nodes = list();
        if (nodes && m_at < m_words.size())
            return fail(QStringLiteral("unexpected {{%1}}").arg(nameWords(keyword())));
        return nodes;
    }

private:
    [[nodiscard]] const Word *word(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_words.size() ? &m_words[m_at + ahead] : nullptr;
    }
    [[nodiscard]] bool isHere(WordKind kind) const { return word() && word()->kind == kind; }
    [[nodiscard]] bool isSymbol(std::string_view text) const
    {
        return isHere(WordKind::Symbol) && word()->text == text;
    }
    void skipSpace()
    {
        while (isHere(WordKind::Space))
            ++m_at;
    }
    [[nodiscard]] tl::unexpected<Error> fail(const QString &words, ErrorCode code = ErrorCode::Invalid) const
    {
        return failureAt(m_text, word() ? word()->at : m_text.size(), code, words);
    }

    /// "if", "end" and the like where an action that begins with one stands here, else empty.
    [[nodiscard]] std::string keyword() const
    {
        if (!isHere(WordKind::Begin))
            return {};
        std::size_t ahead = 1;
        while (word(ahead) && word(ahead)->kind == WordKind::Space)
            ++ahead;
        return word(ahead) && word(ahead)->kind == WordKind::Name ? word(ahead)->text : std::string();
    }
    void takeKeyword()
    {
        ++m_at;
        skipSpace();
        ++m_at;
    }
    Result<void> takeEnd()
    {
        skipSpace();
        if (!isHere(WordKind::End))
            return fail(QStringLiteral("unexpected word, expected }}"));
        ++m_at;
        return {};
    }

    /// Up to an {{else}} or {{end}} or the end of the template.
    Result<Nodes> list()
    {
        if (++m_depth > deepestTemplate)
            return fail(QStringLiteral("nested more than %1 deep").arg(deepestTemplate), ErrorCode::TooLarge);
        Nodes nodes;
        while (word()) {
            const std::string name = keyword();
            if (name == "else" || name == "end")
                break;
            auto node = isHere(WordKind::Text) ? Result<Node>(Node{Text{m_words[m_at++].text}}) : action(name);
            if (!node)
                return tl::unexpected(node.error());
            nodes.push_back(std::move(*node));
        }
        --m_depth;
        return nodes;
    }

    Result<Node> action(const std::string &name)
    {
        if (std::ranges::find(outsideKeywords, name) != outsideKeywords.end())
            return fail(QStringLiteral("%1 is not supported in templates of rules").arg(nameWords(name)),
                        ErrorCode::Refused);
        if (name == "if" || name == "with" || name == "range")
            return block(name);
        ++m_at;
        auto parsed = pipeline(0);
        if (!parsed)
            return tl::unexpected(parsed.error());
        if (const auto ended = takeEnd(); !ended)
            return tl::unexpected(ended.error());
        return Node{Action{std::move(*parsed)}};
    }

    Result<Node> block(const std::string &name)
    {
        takeKeyword();
        const std::size_t known = m_variables.size();
        auto node = opened(name == "if" ? BlockKind::If : name == "with" ? BlockKind::With : BlockKind::Range);
        m_variables.resize(known);
        return node;
    }

    /// Behind its keyword.
    Result<Node> opened(BlockKind kind)
    {
        Block made{kind, {}, {}, {}};
        auto head = pipeline(kind == BlockKind::Range ? 2 : 1);
        if (!head)
            return tl::unexpected(head.error());
        made.pipeline = std::move(*head);
        if (const auto ended = takeEnd(); !ended)
            return tl::unexpected(ended.error());
        auto body = list();
        if (!body)
            return tl::unexpected(body.error());
        made.body = std::make_shared<Nodes>(std::move(*body));
        if (keyword() == "else")
            return otherwise(std::move(made));
        if (keyword() != "end")
            return fail(QStringLiteral("unexpected end of the template: {{end}} is missing"));
        takeKeyword();
        return takeEnd().map([&] { return Node{std::move(made)}; });
    }

    Result<Node> otherwise(Block made)
    {
        takeKeyword();
        skipSpace();
        if (isHere(WordKind::Name) && word()->text == (made.kind == BlockKind::With ? "with" : "if")) {
            ++m_at; // {{else if x}} shares the {{end}}
            if (++m_depth > deepestTemplate)
                return fail(QStringLiteral("nested more than %1 deep").arg(deepestTemplate), ErrorCode::TooLarge);
            auto inner = opened(made.kind);
            --m_depth;
            if (inner)
                made.otherwise = std::make_shared<Nodes>(Nodes{std::move(*inner)});
            return inner ? Result<Node>(Node{std::move(made)}) : inner;
        }
        if (const auto ended = takeEnd(); !ended)
            return tl::unexpected(ended.error());
        auto body = list();
        if (!body)
            return tl::unexpected(body.error());
        made.otherwise = std::make_shared<Nodes>(std::move(*body));
        if (keyword() != "end")
            return fail(QStringLiteral("{{end}} is missing"));
        takeKeyword();
        return takeEnd().map([&] { return Node{std::move(made)}; });
    }

    /// Up to its end, which stays. A range may declare two variables.
    Result<PipelinePtr> pipeline(int mostVariables)
    {
        Pipeline made;
        skipSpace();
        if (const auto taken = declaration(made, mostVariables); !taken)
            return tl::unexpected(taken.error());
        while (true) {
            auto parsed = command();
            if (!parsed)
                return tl::unexpected(parsed.error());
            if (!made.commands.empty() && !std::holds_alternative<FunctionName>(parsed->operands.front().what))
                return fail(QStringLiteral("behind | stands a function"));
            made.commands.push_back(std::move(*parsed));
            if (!isSymbol("|"))
                break;
            ++m_at;
        }
        if (made.declares)
            m_variables.insert(m_variables.end(), made.variables.begin(), made.variables.end());
        return std::make_shared<Pipeline>(std::move(made));
    }

    Result<void> declaration(Pipeline &made, int mostVariables)
    {
        const std::size_t begin = m_at;
        std::vector<std::string> names;
        while (isHere(WordKind::Variable)) {
            names.push_back(m_words[m_at++].text);
            skipSpace();
            if (isSymbol(":=") || isSymbol("=")) {
                if (std::ssize(names) > std::max(mostVariables, 1))
                    return fail(QStringLiteral("too many declarations"));
                made.declares = isSymbol(":=");
                made.variables = names;
                ++m_at;
                const auto unknown = std::ranges::find_if(names, [this](auto &n) { return !isKnown(n); });
                if (!made.declares && unknown != names.end())
                    return fail(QStringLiteral("undefined variable \"%1\"").arg(nameWords(*unknown)));
                return {};
            }
            if (!isSymbol(","))
                break;
            ++m_at;
            skipSpace();
        }
        m_at = begin;
        return {};
    }

    [[nodiscard]] bool isKnown(const std::string &variable) const
    {
        return std::ranges::find(m_variables, variable) != m_variables.end();
    }

    Result<Command> command()
    {
        Command made;
        skipSpace();
        while (word() && !isHere(WordKind::End) && !isSymbol("|") && !isSymbol(")")) {
            auto parsed = operand();
            if (!parsed)
                return tl::unexpected(parsed.error());
            made.operands.push_back(std::move(*parsed));
            if (!isHere(WordKind::Space) && !isHere(WordKind::End) && !isSymbol("|") && !isSymbol(")"))
                return fail(QStringLiteral("unexpected word in operand"));
            skipSpace();
        }
        if (made.operands.empty())
            return fail(QStringLiteral("missing value for command"));
        if (made.operands.size() > 1 && !std::holds_alternative<FunctionName>(made.operands.front().what))
            return fail(QStringLiteral("can't give argument to what is no function"));
        return made;
    }

    Result<Operand> operand()
    {
        Operand made;
        made.at = word()->at;
        const Word &here = *word();
        if (isSymbol("("))
            return parenthesised(made.at);
        if (here.kind == WordKind::Variable) {
            if (!isKnown(here.text))
                return fail(QStringLiteral("undefined variable \"%1\"").arg(nameWords(here.text)));
            made.what = Variable{here.text};
        } else if (here.kind == WordKind::Field) {
            made.fields.push_back(here.text);
        } else if (here.kind == WordKind::Constant) {
            made.what = Constant{here.value};
        } else if (here.kind == WordKind::Name) {
            if (const auto named = name(here.text, made); !named)
                return tl::unexpected(named.error());
        } else if (!isSymbol(".")) {
            return fail(QStringLiteral("unexpected \"%1\" in command").arg(nameWords(here.text)));
        }
        ++m_at;
        takeFields(made);
        return made;
    }

    Result<void> name(const std::string &text, Operand &into)
    {
        if (text == "true" || text == "false")
            into.what = Constant{TemplateValue(text == "true")};
        else if (text == "nil")
            into.what = Constant{};
        else if (isTemplateFunction(text))
            into.what = FunctionName{text};
        else if (isFunctionOutside(text))
            return fail(QStringLiteral("the function %1 is not supported").arg(nameWords(text)),
                        ErrorCode::Refused);
        else
            return fail(QStringLiteral("function \"%1\" not defined").arg(nameWords(text)));
        return {};
    }

    void takeFields(Operand &into)
    {
        while (isHere(WordKind::Field))
            into.fields.push_back(m_words[m_at++].text);
    }

    Result<Operand> parenthesised(std::size_t at)
    {
        ++m_at;
        if (++m_depth > deepestTemplate)
            return fail(QStringLiteral("nested more than %1 deep").arg(deepestTemplate), ErrorCode::TooLarge);
        auto inner = pipeline(0);
        --m_depth;
        if (!inner)
            return tl::unexpected(inner.error());
        if (!isSymbol(")"))
            return fail(QStringLiteral("unclosed left paren"));
        ++m_at;
        Operand made{std::move(*inner), {}, at};
        takeFields(made);
        return made;
    }

    std::string_view m_text;
    std::vector<Word> m_words;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::vector<std::string> m_variables; ///< in sight
};

} // namespace

Result<Nodes> parse(std::string_view text)
{
    auto words = wordsOf(text);
    if (!words)
        return tl::unexpected(words.error());
    return TemplateParser(text, std::move(*words)).run();
}

} // namespace qd::rules::tree
