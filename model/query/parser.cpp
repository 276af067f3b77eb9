// SPDX-License-Identifier: GPL-3.0-or-later
// Size: the grammar, a function a rule; the rules call each other.
#include "model/query/parser.h"

#include "model/query/functions.h"
#include "model/query/label_pattern.h"
#include "model/query/lexer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace qd::query {

namespace {

struct OperatorRank
{
    std::string_view text;
    BinaryKind kind;
    int precedence; ///< higher binds closer
};
constexpr int powerRank = 6;
constexpr std::array operators{
    OperatorRank{"or", BinaryKind::Or, 1},         OperatorRank{"and", BinaryKind::And, 2},
    OperatorRank{"unless", BinaryKind::Unless, 2}, OperatorRank{"==", BinaryKind::Equal, 3},
    OperatorRank{"!=", BinaryKind::NotEqual, 3},   OperatorRank{">", BinaryKind::Greater, 3},
    OperatorRank{"<", BinaryKind::Less, 3},        OperatorRank{">=", BinaryKind::GreaterEqual, 3},
    OperatorRank{"<=", BinaryKind::LessEqual, 3},  OperatorRank{"+", BinaryKind::Add, 4},
    OperatorRank{"-", BinaryKind::Subtract, 4},    OperatorRank{"*", BinaryKind::Multiply, 5},
    OperatorRank{"/", BinaryKind::Divide, 5},      OperatorRank{"%", BinaryKind::Modulo, 5},
    OperatorRank{"atan2", BinaryKind::Atan2, 5},   OperatorRank{"^", BinaryKind::Power, powerRank}};

struct AggregateName
{
    std::string_view text;
    AggregateKind kind;
};
constexpr std::array aggregates{
    AggregateName{"sum", AggregateKind::Sum},           AggregateName{"avg", AggregateKind::Avg},
    AggregateName{"min", AggregateKind::Min},           AggregateName{"max", AggregateKind::Max},
    AggregateName{"count", AggregateKind::Count},       AggregateName{"group", AggregateKind::Group},
    AggregateName{"stddev", AggregateKind::Stddev},     AggregateName{"stdvar", AggregateKind::Stdvar},
    AggregateName{"topk", AggregateKind::TopK},         AggregateName{"bottomk", AggregateKind::BottomK},
    AggregateName{"quantile", AggregateKind::Quantile}, AggregateName{"count_values", AggregateKind::CountValues}};

std::string lower(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return out;
}

QString words(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

const AggregateName *aggregateOf(std::string_view name)
{
    const auto found = std::ranges::find(aggregates, name, &AggregateName::text);
    return found == aggregates.end() ? nullptr : &*found;
}

class Parser
{
public:
    Parser(std::string_view text, std::vector<Token> tokens)
        : m_text(text)
        , m_tokens(std::move(tokens))
    {}

    QueryResult<ExpressionPtr> run()
    {
        if (token().kind == TokenKind::End)
            return syntax(QStringLiteral("no expression found in input"));
        auto all = expression(1);
        if (!all)
            return tl::unexpected(all.error());
        if (token().kind != TokenKind::End)
            return unexpected(QStringLiteral("end of input"));
        return std::move(*all);
    }

private:
    /// Not const yet: an offset behind it is written into it.
    using Made = std::unique_ptr<Expression>;
    using Parsed = QueryResult<Made>;

    [[nodiscard]] const Token &token(std::size_t ahead = 0) const
    {
        return m_tokens[std::min(m_at + ahead, m_tokens.size() - 1)];
    }
    const Token &take() { return m_tokens[m_at < m_tokens.size() - 1 ? m_at++ : m_at]; }
    [[nodiscard]] bool isSymbol(std::string_view text, std::size_t ahead = 0) const
    {
        return token(ahead).kind == TokenKind::Symbol && token(ahead).text == text;
    }
    [[nodiscard]] bool isWord(std::string_view text, std::size_t ahead = 0) const
    {
        return token(ahead).kind == TokenKind::Identifier && lower(token(ahead).text) == text;
    }
    bool takeSymbol(std::string_view text) { return isSymbol(text) && (take(), true); }
    bool takeWord(std::string_view text) { return isWord(text) && (take(), true); }

    [[nodiscard]] tl::unexpected<QueryError> fail(QueryFault fault, std::size_t at, const QString &what) const
    {
        return queryFailure(fault, m_text, at, what);
    }
    [[nodiscard]] tl::unexpected<QueryError> syntax(const QString &what) const
    {
        return fail(QueryFault::Syntax, token().begin, what);
    }
    [[nodiscard]] tl::unexpected<QueryError> unsupported(const QString &what) const
    {
        return fail(QueryFault::Unsupported, token().begin, what + QStringLiteral(" is not supported"));
    }
    [[nodiscard]] tl::unexpected<QueryError> unexpected(const QString &wanted) const
    {
        if (isSymbol("@"))
            return unsupported(QStringLiteral("the @ modifier"));
        if (isWord("smoothed") || isWord("anchored"))
            return unsupported(QStringLiteral("the modifier ") + words(token().text));
        return syntax(token().kind == TokenKind::End
                          ? QStringLiteral("unexpected end of input, expected %1").arg(wanted)
                          : QStringLiteral("unexpected \"%1\", expected %2").arg(words(token().text), wanted));
    }

    template <typename Node>
    Made make(Node node, ValueType type, std::size_t begin)
    {
        return std::make_unique<Expression>(Expression{std::move(node), type, begin});
    }

    Parsed expression(int least)
    {
        if (m_depth >= deepestNesting)
            return fail(QueryFault::TooMuch, token().begin,
                        QStringLiteral("nested more than %1 deep").arg(deepestNesting));
        ++m_depth;
        auto parsed = binary(least);
        --m_depth;
        return parsed;
    }

    Parsed binary(int least)
    {
        auto left = unary();
        while (left) {
            const OperatorRank *rank = operatorHere();
            if (!rank || rank->precedence < least)
                return left;
            if (++m_operators > mostOperators)
                return fail(QueryFault::TooMuch, token().begin,
                            QStringLiteral("more than %1 operators").arg(mostOperators));
            const std::size_t at = take().begin;
            Binary node;
            node.kind = rank->kind;
            if (const auto taken = modifiers(node); !taken)
                return tl::unexpected(taken.error());
            auto right = expression(rank->kind == BinaryKind::Power ? rank->precedence : rank->precedence + 1);
            if (!right)
                return right;
            node.left = std::move(*left);
            node.right = std::move(*right);
            left = checked(std::move(node), at);
        }
        return left;
    }

    [[nodiscard]] const OperatorRank *operatorHere() const
    {
        if (token().kind != TokenKind::Symbol && token().kind != TokenKind::Identifier)
            return nullptr;
        const std::string text = lower(token().text);
        const auto found = std::ranges::find(operators, text, &OperatorRank::text);
        return found == operators.end() ? nullptr : &*found;
    }

    QueryResult<void> modifiers(Binary &node)
    {
        node.returnsBool = takeWord("bool");
        if (isWord("on") || isWord("ignoring")) {
            node.matching.on = isWord("on");
            m_matched = true;
            take();
            if (const auto taken = labelList(node.matching.labels); !taken)
                return taken;
            if (isWord("group_left") || isWord("group_right")) {
                node.matching.cardinality = isWord("group_left") ? Cardinality::ManyToOne : Cardinality::OneToMany;
                take();
                if (isSymbol("(")) {
                    if (const auto taken = labelList(node.matching.include); !taken)
                        return taken;
                }
            }
        } else {
            m_matched = false;
        }
        if (isWord("fill") || isWord("fill_left") || isWord("fill_right")) {
            if (isSymbol("(", 1))
                return unsupported(QStringLiteral("the modifier fill"));
        }
        return {};
    }

    Parsed checked(Binary node, std::size_t at)
    {
        const ValueType left = node.left->type;
        const ValueType right = node.right->type;
        const auto isOperand = [](ValueType type) {
            return type == ValueType::Scalar || type == ValueType::Vector;
        };
        const bool vectors = left == ValueType::Vector && right == ValueType::Vector;
        const bool scalars = left == ValueType::Scalar && right == ValueType::Scalar;
        const auto wrong = [&](const QString &what) { return fail(QueryFault::Syntax, at, what); };
        if (node.returnsBool && !isComparison(node.kind))
            return wrong(QStringLiteral("bool modifier can only be used on comparison operators"));
        if (isComparison(node.kind) && scalars && !node.returnsBool)
            return wrong(QStringLiteral("comparisons between scalars must use BOOL modifier"));
        if (!isOperand(left) || !isOperand(right))
            return wrong(QStringLiteral("binary expression must contain only scalar and instant vector types"));
        if (isSetOperator(node.kind)) {
            if (!vectors)
                return wrong(QStringLiteral("set operator \"%1\" not allowed in binary scalar expression")
                                 .arg(words(nameOf(node.kind))));
            if (node.matching.cardinality != Cardinality::OneToOne)
                return wrong(
                    QStringLiteral("no grouping allowed for \"%1\" operation").arg(words(nameOf(node.kind))));
        }
        if (!vectors && m_matched && (!node.matching.labels.empty() || node.matching.on))
            return wrong(QStringLiteral("vector matching only allowed between instant vectors"));
        for (const std::string &label : node.matching.include) {
            if (node.matching.on && std::ranges::find(node.matching.labels, label) != node.matching.labels.end())
                return wrong(QStringLiteral("label \"%1\" must not occur in ON and GROUP clause at once")
                                 .arg(words(label)));
        }
        const ValueType type = scalars ? ValueType::Scalar : ValueType::Vector;
        const std::size_t begin = node.left->begin;
        return make(std::move(node), type, begin);
    }

    Parsed unary()
    {
        const std::size_t begin = token().begin;
        const bool negative = isSymbol("-");
        if (!negative && !isSymbol("+"))
            return postfix();
        take();
        auto inner = expression(powerRank);
        if (!inner)
            return inner;
        const ValueType type = (*inner)->type;
        if (type != ValueType::Scalar && type != ValueType::Vector)
            return fail(
                QueryFault::Syntax, begin,
                QStringLiteral(
                    "unary expression only allowed on expressions of type scalar or instant vector, got \"%1\"")
                    .arg(words(nameOf(type))));
        return negative ? Parsed(make(Negation{std::move(*inner)}, type, begin)) : std::move(inner);
    }

    /// What may stand behind an expression: a range, an offset.
    Parsed postfix()
    {
        auto parsed = primary();
        while (parsed) {
            if (isSymbol("["))
                parsed = ranged(std::move(*parsed));
            else if (isWord("offset"))
                parsed = moved(std::move(*parsed));
            else if (isSymbol("@"))
                return unsupported(QStringLiteral("the @ modifier"));
            else
                break;
        }
        return parsed;
    }

    QueryResult<Millis> duration(bool positive)
    {
        const bool negative = !positive && takeSymbol("-");
        if (!negative && !positive)
            takeSymbol("+");
        const bool isThere = token().kind == TokenKind::Duration || token().kind == TokenKind::Number;
        const bool isPlain = isThere && (isSymbol("]", 1) || isSymbol(":", 1) || !positive);
        if (!isPlain) {
            const bool isArithmetic = isThere || isSymbol("(") || isSymbol("-") || isSymbol("+") ||
                                      (token().kind == TokenKind::Identifier && isSymbol("(", 1));
            return isArithmetic ? tl::unexpected(unsupported(QStringLiteral("arithmetic in durations")).value())
                                : tl::unexpected(unexpected(QStringLiteral("duration")).value());
        }
        const double seconds = token().number;
        constexpr double longest = 9e12; // milliseconds in an int64, with room to count with
        if (positive && !(seconds > 0))
            return syntax(QStringLiteral("duration must be greater than 0"));
        if (!(seconds < longest))
            return syntax(QStringLiteral("duration out of range"));
        take();
        return Millis(std::llround(seconds * 1000) * (negative ? -1 : 1));
    }

    Parsed ranged(Made inner)
    {
        const std::size_t at = take().begin;
        if (isSymbol(":"))
            return unexpected(QStringLiteral("duration"));
        const auto range = duration(true);
        if (!range)
            return tl::unexpected(range.error());
        if (takeSymbol(":"))
            return subquery(std::move(inner), *range, at);
        if (!takeSymbol("]"))
            return unexpected(QStringLiteral("\"]\""));
        const auto *selector = std::get_if<VectorSelector>(&inner->node);
        if (!selector)
            return fail(QueryFault::Syntax, at, QStringLiteral("ranges only allowed for vector selectors"));
        if (selector->offset != Millis(0))
            return fail(QueryFault::Syntax, at, QStringLiteral("no offset modifiers allowed before range"));
        return make(MatrixSelector{*selector, *range}, ValueType::Matrix, inner->begin);
    }

    Parsed subquery(Made inner, Millis range, std::size_t at)
    {
        Subquery node;
        node.range = range;
        if (!isSymbol("]")) {
            const auto step = duration(true);
            if (!step)
                return tl::unexpected(step.error());
            node.step = *step;
        }
        if (!takeSymbol("]"))
            return unexpected(QStringLiteral("\"]\""));
        if (inner->type != ValueType::Vector)
            return fail(QueryFault::Syntax, at,
                        QStringLiteral("subquery is only allowed on instant vector, got %1 instead")
                            .arg(words(nameOf(inner->type))));
        const std::size_t begin = inner->begin;
        node.inner = std::move(inner);
        return make(std::move(node), ValueType::Matrix, begin);
    }

    Parsed moved(Made inner)
    {
        const std::size_t at = take().begin;
        const auto offset = duration(false);
        if (!offset)
            return tl::unexpected(offset.error());
        Millis *place = nullptr;
        if (auto *vector = std::get_if<VectorSelector>(&inner->node))
            place = &vector->offset;
        else if (auto *matrix = std::get_if<MatrixSelector>(&inner->node))
            place = &matrix->selector.offset;
        else if (auto *sub = std::get_if<Subquery>(&inner->node))
            place = &sub->offset;
        if (!place)
            return fail(QueryFault::Syntax, at,
                        QStringLiteral("offset modifier must be preceded by an instant vector selector or range "
                                       "vector selector or a subquery"));
        if (*place != Millis(0))
            return fail(QueryFault::Syntax, at, QStringLiteral("offset may not be set multiple times"));
        *place = *offset;
        return inner;
    }

    Parsed primary()
    {
        const std::size_t begin = token().begin;
        switch (token().kind) {
        case TokenKind::Number:
        case TokenKind::Duration:
            return make(NumberLiteral{take().number}, ValueType::Scalar, begin);
        case TokenKind::String:
            return make(StringLiteral{take().text}, ValueType::String, begin);
        case TokenKind::Identifier:
            return named();
        case TokenKind::Symbol:
            if (isSymbol("{"))
                return selector({});
            if (takeSymbol("("))
                return parentheses(begin);
            break;
        case TokenKind::End:
            break;
        }
        return unexpected(QStringLiteral("an expression"));
    }

    Parsed parentheses(std::size_t begin)
    {
        auto inner = expression(1);
        if (!inner)
            return inner;
        if (!takeSymbol(")"))
            return unexpected(QStringLiteral("\")\""));
        const ValueType type = (*inner)->type;
        return make(Parentheses{std::move(*inner)}, type, begin);
    }

    Parsed named()
    {
        const std::string name = lower(token().text);
        const bool isCalled = isSymbol("(", 1);
        const bool isGrouped = isWord("by", 1) || isWord("without", 1);
        if ((name == "limitk" || name == "limit_ratio") && (isCalled || isGrouped))
            return unsupported(QStringLiteral("the aggregation ") + words(name));
        if (const AggregateName *aggregate = aggregateOf(name); aggregate && (isCalled || isGrouped))
            return this->aggregate(aggregate->kind);
        if (isCalled)
            return call();
        if (name == "inf" || name == "nan") {
            const std::size_t begin = take().begin;
            return make(NumberLiteral{name == "inf" ? std::numeric_limits<double>::infinity()
                                                    : std::numeric_limits<double>::quiet_NaN()},
                        ValueType::Scalar, begin);
        }
        static constexpr std::array reserved{std::string_view("bool"), std::string_view("on"),
                                             std::string_view("ignoring"), std::string_view("group_left"),
                                             std::string_view("group_right")};
        if (std::ranges::find(reserved, name) != reserved.end())
            return unexpected(QStringLiteral("an expression"));
        return selector(take().text);
    }

    Parsed call()
    {
        const Token name = take();
        const FunctionSignature *signature = signatureOf(name.text);
        if (!signature) {
            const bool outside = isKnownOutside(name.text);
            return fail(outside ? QueryFault::Unsupported : QueryFault::Syntax, name.begin,
                        outside ? QStringLiteral("the function %1 is not supported").arg(words(name.text))
                                : QStringLiteral("unknown function with name \"%1\"").arg(words(name.text)));
        }
        Call node{signature, {}, {}};
        if (const auto taken = arguments(node.arguments); !taken)
            return tl::unexpected(taken.error());
        if (const auto good = checkArguments(node, name.begin); !good)
            return tl::unexpected(good.error());
        if (signature->function == Function::LabelReplace) {
            if (auto pattern = LabelPattern::compile(
                    std::get<StringLiteral>(withoutParentheses(*node.arguments.back()).node).value))
                node.pattern = std::move(*pattern);
        }
        return make(std::move(node), signature->result, name.begin);
    }

    QueryResult<void> arguments(std::vector<ExpressionPtr> &into)
    {
        take(); // the bracket
        while (!isSymbol(")")) {
            auto argument = expression(1);
            if (!argument)
                return tl::unexpected(argument.error());
            into.push_back(std::move(*argument));
            if (!takeSymbol(",") && !isSymbol(")"))
                return unexpected(QStringLiteral("\",\" or \")\""));
            if (isSymbol(")") && m_tokens[m_at - 1].text == ",")
                return syntax(QStringLiteral("trailing commas not allowed in function call args"));
        }
        take();
        return {};
    }

    QueryResult<void> checkArguments(const Call &node, std::size_t begin)
    {
        const FunctionSignature &signature = *node.function;
        const auto most = std::ssize(signature.arguments);
        const auto given = std::ssize(node.arguments);
        const auto wrong = [&](const QString &how, std::ptrdiff_t count) {
            return fail(QueryFault::Syntax, begin,
                        QStringLiteral("expected %1%2 argument(s) in call to \"%3\", got %4")
                            .arg(how)
                            .arg(count)
                            .arg(words(signature.name))
                            .arg(given));
        };
        if (given < most - signature.optional)
            return wrong(signature.optional > 0 ? QStringLiteral("at least ") : QString(),
                         most - signature.optional);
        if (given > most && !signature.repeats)
            return wrong(signature.optional > 0 ? QStringLiteral("at most ") : QString(), most);
        for (std::ptrdiff_t i = 0; i < given; ++i) {
            const ValueType wanted = signature.arguments[static_cast<std::size_t>(std::min(i, most - 1))];
            const Expression &argument = *node.arguments[static_cast<std::size_t>(i)];
            if (argument.type != wanted)
                return wrongType(argument, wanted,
                                 QStringLiteral("call to function \"%1\"").arg(words(signature.name)));
        }
        return {};
    }

    QueryResult<void> wrongType(const Expression &what, ValueType wanted, const QString &where)
    {
        return fail(QueryFault::Syntax, what.begin,
                    QStringLiteral("expected type %1 in %2, got %3")
                        .arg(words(nameOf(wanted)), where, words(nameOf(what.type))));
    }

    Parsed aggregate(AggregateKind kind)
    {
        const std::size_t begin = take().begin;
        Aggregate node;
        node.kind = kind;
        if (const auto taken = grouping(node); !taken)
            return tl::unexpected(taken.error());
        const bool isGrouped = !node.grouping.empty() || node.without || m_grouped;
        if (!isSymbol("("))
            return unexpected(QStringLiteral("\"(\""));
        std::vector<ExpressionPtr> given;
        if (const auto taken = arguments(given); !taken)
            return tl::unexpected(taken.error());
        if (!isGrouped) {
            if (const auto taken = grouping(node); !taken)
                return tl::unexpected(taken.error());
        }
        return checked(std::move(node), std::move(given), begin);
    }

    Parsed checked(Aggregate node, std::vector<ExpressionPtr> given, std::size_t begin)
    {
        const std::size_t wanted = takesParameter(node.kind) ? 2 : 1;
        if (given.empty())
            return fail(QueryFault::Syntax, begin,
                        QStringLiteral("no arguments for aggregate expression provided"));
        if (given.size() != wanted)
            return fail(
                QueryFault::Syntax, begin,
                QStringLiteral("wrong number of arguments for aggregate expression provided, expected %1, got %2")
                    .arg(wanted)
                    .arg(given.size()));
        node.inner = std::move(given.back());
        const QString where = QStringLiteral("aggregation expression");
        if (node.inner->type != ValueType::Vector) {
            const auto wrong = wrongType(*node.inner, ValueType::Vector, where);
            return tl::unexpected(wrong.error());
        }
        if (wanted == 2) {
            node.parameter = std::move(given.front());
            const ValueType type = node.kind == AggregateKind::CountValues ? ValueType::String : ValueType::Scalar;
            if (node.parameter->type != type) {
                const auto wrong = wrongType(*node.parameter, type, QStringLiteral("aggregation parameter"));
                return tl::unexpected(wrong.error());
            }
        }
        return make(std::move(node), ValueType::Vector, begin);
    }

    QueryResult<void> grouping(Aggregate &node)
    {
        m_grouped = isWord("by") || isWord("without");
        if (!m_grouped)
            return {};
        node.without = isWord("without");
        take();
        return labelList(node.grouping);
    }

    /// (a, "b c", by)
    QueryResult<void> labelList(std::vector<std::string> &into)
    {
        if (!takeSymbol("("))
            return unexpected(QStringLiteral("\"(\""));
        while (!takeSymbol(")")) {
            if (token().kind != TokenKind::Identifier && token().kind != TokenKind::String)
                return unexpected(QStringLiteral("a label"));
            if (token().kind == TokenKind::Identifier && token().text.find(':') != std::string::npos)
                return unexpected(QStringLiteral("a label"));
            into.push_back(take().text);
            if (!takeSymbol(",") && !isSymbol(")"))
                return unexpected(QStringLiteral("\",\" or \")\""));
        }
        return {};
    }

    Parsed selector(const std::string &name)
    {
        const std::size_t begin = name.empty() ? token().begin : m_tokens[m_at - 1].begin;
        VectorSelector node;
        if (!name.empty())
            node.matchers.push_back({"__name__", MatchKind::Equal, name, {}});
        if (takeSymbol("{")) {
            while (!takeSymbol("}")) {
                if (const auto taken = matcher(node); !taken)
                    return tl::unexpected(taken.error());
                if (!takeSymbol(",") && !isSymbol("}"))
                    return unexpected(QStringLiteral("\",\" or \"}\""));
            }
        }
        const bool selects = std::ranges::any_of(node.matchers, [](const Matcher &m) { return !m.matches({}); });
        if (!selects)
            return fail(QueryFault::Syntax, begin,
                        QStringLiteral("vector selector must contain at least one non-empty matcher"));
        return make(std::move(node), ValueType::Vector, begin);
    }

    QueryResult<void> matcher(VectorSelector &into)
    {
        const Token label = token();
        if (label.kind != TokenKind::Identifier && label.kind != TokenKind::String)
            return unexpected(QStringLiteral("a label or \"}\""));
        take();
        const bool isName = label.kind == TokenKind::String && (isSymbol(",") || isSymbol("}"));
        const auto isNameMatcher = [](const Matcher &m) {
            return m.label == "__name__" && m.kind == MatchKind::Equal;
        };
        const bool hasName = std::ranges::any_of(into.matchers, isNameMatcher);
        if (isName || label.text == "__name__") {
            if (hasName && (isName || isSymbol("=")))
                return fail(QueryFault::Syntax, label.begin, QStringLiteral("metric name must not be set twice"));
        }
        if (isName) {
            into.matchers.push_back({"__name__", MatchKind::Equal, label.text, {}});
            return {};
        }
        static constexpr std::array kinds{std::pair(std::string_view("="), MatchKind::Equal),
                                          std::pair(std::string_view("!="), MatchKind::NotEqual),
                                          std::pair(std::string_view("=~"), MatchKind::Matches),
                                          std::pair(std::string_view("!~"), MatchKind::MatchesNot)};
        const auto kind = std::ranges::find_if(kinds, [this](const auto &k) { return isSymbol(k.first); });
        if (kind == kinds.end())
            return unexpected(QStringLiteral("a label matching operator"));
        take();
        if (token().kind != TokenKind::String)
            return unexpected(QStringLiteral("a string"));
        Matcher matcher{label.text, kind->second, token().text, {}};
        if (matcher.kind == MatchKind::Matches || matcher.kind == MatchKind::MatchesNot) {
            auto pattern = LabelPattern::compile(matcher.value);
            if (!pattern)
                return syntax(QStringLiteral("error parsing regexp: ") + pattern.error());
            matcher.pattern = std::move(*pattern);
        }
        take();
        into.matchers.push_back(std::move(matcher));
        return {};
    }

    std::string_view m_text;
    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
    int m_operators = 0;
    bool m_matched = false; ///< the operator at hand had on or ignoring
    bool m_grouped = false; ///< the aggregation at hand had by or without
};

} // namespace

QueryResult<ExpressionPtr> parse(std::string_view text)
{
    if (text.size() > longestExpression)
        return queryFailure(QueryFault::TooMuch, text, longestExpression,
                            QStringLiteral("longer than %1 bytes").arg(longestExpression));
    auto tokens = tokensOf(text);
    if (!tokens)
        return tl::unexpected(tokens.error());
    return Parser(text, std::move(*tokens)).run();
}

} // namespace qd::query
