// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/functions.h"
#include "model/query/parser.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::query;

namespace {

QString text(std::string_view words)
{
    return QString::fromUtf8(words.data(), qsizetype(words.size()));
}

QString shapeOf(const Expression &expression);

QString millis(Millis length)
{
    return QString::number(length.count());
}

QString labels(const std::vector<std::string> &names)
{
    QStringList words;
    for (const std::string &name : names)
        words << text(name);
    return words.join(u' ');
}

/// An expression as nested lists, so that what binds to what is seen.
struct Shape
{
    QString operator()(const NumberLiteral &n) const { return QString::number(n.value); }
    QString operator()(const StringLiteral &s) const { return u'\'' + text(s.value) + u'\''; }
    QString operator()(const VectorSelector &s) const
    {
        static const std::array kinds{QStringLiteral("="), QStringLiteral("!="), QStringLiteral("=~"),
                                      QStringLiteral("!~")};
        QStringList words;
        for (const Matcher &m : s.matchers) {
            const bool isName = m.label == "__name__" && m.kind == MatchKind::Equal;
            words << (isName ? text(m.value) : text(m.label) + kinds[std::size_t(m.kind)] + text(m.value));
        }
        const QString offset = s.offset == Millis(0) ? QString() : QStringLiteral("<-") + millis(s.offset);
        return words.join(u',') + offset;
    }
    QString operator()(const MatrixSelector &m) const
    {
        return QStringLiteral("%1[%2]").arg((*this)(m.selector), millis(m.range));
    }
    QString operator()(const Subquery &s) const
    {
        return QStringLiteral("(sub %1 %2 %3%4)")
            .arg(shapeOf(*s.inner), millis(s.range), s.step ? millis(*s.step) : QStringLiteral("-"),
                 s.offset == Millis(0) ? QString() : QStringLiteral(" <-") + millis(s.offset));
    }
    QString operator()(const Negation &n) const { return QStringLiteral("(neg %1)").arg(shapeOf(*n.inner)); }
    QString operator()(const Parentheses &p) const { return shapeOf(*p.inner); }
    QString operator()(const Binary &b) const
    {
        static const std::array cardinalities{QString(), QStringLiteral(" left"), QStringLiteral(" right")};
        QString how = b.returnsBool ? QStringLiteral(" bool") : QString();
        if (b.matching.on || !b.matching.labels.empty())
            how += (b.matching.on ? QStringLiteral(" on:") : QStringLiteral(" ignoring:")) +
                   labels(b.matching.labels);
        how += cardinalities[std::size_t(b.matching.cardinality)];
        if (!b.matching.include.empty())
            how += u':' + labels(b.matching.include);
        return QStringLiteral("(%1%2 %3 %4)").arg(text(nameOf(b.kind)), how, shapeOf(*b.left), shapeOf(*b.right));
    }
    QString operator()(const Aggregate &a) const
    {
        QString how;
        if (a.without || !a.grouping.empty())
            how = (a.without ? QStringLiteral(" without:") : QStringLiteral(" by:")) + labels(a.grouping);
        const QString parameter = a.parameter ? u' ' + shapeOf(*a.parameter) : QString();
        return QStringLiteral("(%1%2%3 %4)").arg(text(nameOf(a.kind)), how, parameter, shapeOf(*a.inner));
    }
    QString operator()(const Call &c) const
    {
        QString words = text(c.function->name);
        for (const ExpressionPtr &argument : c.arguments)
            words += u' ' + shapeOf(*argument);
        return u'(' + words + u')';
    }
};

QString shapeOf(const Expression &expression)
{
    return std::visit(Shape(), expression.node);
}

/// What upstream's scripts evaluate, with whether they expect it to fail.
struct Evaluated
{
    QString where;
    QString expression;
    bool mayFail = false;
};

std::vector<Evaluated> evaluatedIn(const QString &path)
{
    static const QRegularExpression eval(QStringLiteral(
        R"(^eval(_fail|_warn|_info|_ordered)? (instant at \S+|range from \S+ to \S+ step \S+) (.+)$)"));
    QFile file(path);
    [&] { QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path)); }();
    std::vector<Evaluated> found;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (const auto match = eval.match(lines[i]); match.hasMatch())
            found.push_back({QStringLiteral("%1:%2").arg(QFileInfo(path).fileName()).arg(i + 1), match.captured(3),
                             match.captured(1) == u"_fail"});
        else if (lines[i].trimmed().startsWith(u"expect fail") && !found.empty())
            found.back().mayFail = true;
    }
    return found;
}

} // namespace

class QueryParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void reads_data();
    void reads();
    void literals_data();
    void literals();
    void refuses_data();
    void refuses();
    void isBounded();
    void upstreamsScripts();
};

void QueryParserTest::reads_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("shape");
    const auto row = [](const char *expression, const char *shape) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(shape);
    };
    row("1 + 2 * 3", "(+ 1 (* 2 3))");
    row("(1 + 2) * 3", "(* (+ 1 2) 3)");
    row("2 ^ 3 ^ 2", "(^ 2 (^ 3 2))");
    row("-2 ^ 2", "(neg (^ 2 2))");
    row("2 ^ -1 * 3", "(* (^ 2 (neg 1)) 3)");
    row("1 - -1", "(- 1 (neg 1))");
    row("-a * b", "(* (neg a) b)");
    row("1 - 2 - 3", "(- (- 1 2) 3)");
    row("a == b or c and d", "(or (== a b) (and c d))");
    row("a unless b and c", "(and (unless a b) c)");
    row("1 > bool 2", "(> bool 1 2)");
    row("a atan2 b % c", "(% (atan2 a b) c)");
    row("up{job=\"x\", mode!~'a|b',}", "up,job=x,mode!~a|b");
    row("{\"my.metric\", 'a.b'=\"c\"}", "my.metric,a.b=c");
    row("{__name__=~\"a.+\"}", "__name__=~a.+");
    row("a:b:c", "a:b:c");
    row("sum", "sum");
    row("offset offset 5m", "offset<-300000");
    row("a offset -1m30s", "a<--90000");
    row("rate(a[5m])", "(rate a[300000])");
    row("rate(a[90])", "(rate a[90000])");
    row("rate(a{b=\"c\"}[5m] offset 1h)", "(rate a,b=c<-3600000[300000])");
    row("max_over_time(rate(a[1m])[10m:30s])", "(max_over_time (sub (rate a[60000]) 600000 30000))");
    row("a[1h:] offset 1d", "(sub a 3600000 - <-86400000)");
    row("sum by (a, b) (c)", "(sum by:a b c)");
    row("SUM(c) BY (a,)", "(sum by:a c)");
    row("sum without () (c)", "(sum without: c)");
    row("topk by(on) (3, a)", "(topk by:on 3 a)");
    row("count_values(\"v\", a)", "(count_values 'v' a)");
    row("a / on(x) b", "(/ on:x a b)");
    row("a * on() b", "(* on: a b)");
    row("a * ignoring(x) group_left(y, z) b", "(* ignoring:x left:y z a b)");
    row("a == on(x) group_right b", "(== on:x right a b)");
    row("label_replace(a, \"b\", \"$1\", \"c\", \"(.*)\")", "(label_replace a 'b' '$1' 'c' '(.*)')");
    row("time()", "(time)");
    row("hour()", "(hour)");
    row("round(a, 5)", "(round a 5)");
    row("a # and so on\n + b", "(+ a b)");
}

void QueryParserTest::reads()
{
    QFETCH(QString, expression);
    const auto parsed = parse(expression.toStdString());
    QVERIFY2(parsed, parsed ? "" : qPrintable(errorText(parsed.error())));
    QTEST(shapeOf(**parsed), "shape");
}

void QueryParserTest::literals_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("shape");
    const auto row = [](const char *expression, const char *shape) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(shape);
    };
    row("12.34e6", "1.234e+07");
    row(".2", "0.2");
    row("2.", "2");
    row("0x1F", "31");
    row("1e999", "inf");
    row("1e-999", "0");
    row("Inf", "inf");
    row("nan", "nan");
    row("1h30m", "5400");
    row("1d12h", "129600");
    row("5ms", "0.005");
    row("\"a\\tb\\\"c\\u00e9\\x41\\101\"", "'a\tb\"c\u00e9AA'");
    row("'it\\'s'", "'it's'");
    row("`raw\\n`", "'raw\\n'");
}

void QueryParserTest::literals()
{
    reads();
}

void QueryParserTest::refuses_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *expression, const char *error) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(error);
    };
    row("", "1:1: no expression found in input");
    row("1 +", "1:4: unexpected end of input, expected an expression");
    row("a b", "1:3: unexpected \"b\", expected end of input");
    row("foo(a)", "1:1: unknown function with name \"foo\"");
    row("a +\n  rate(b)", "2:8: expected type range vector in call to function \"rate\", got instant vector");
    row("sum(1)", "1:5: expected type instant vector in aggregation expression, got scalar");
    row("topk(a)", "1:1: wrong number of arguments for aggregate expression provided, expected 2, got 1");
    row("rate(a[5m], 1)", "1:1: expected 1 argument(s) in call to \"rate\", got 2");
    row("1 == 2", "1:3: comparisons between scalars must use BOOL modifier");
    row("1 + bool 2", "1:3: bool modifier can only be used on comparison operators");
    row("1 and a", "1:3: set operator \"and\" not allowed in binary scalar expression");
    row("a and on(x) group_left b", "1:3: no grouping allowed for \"and\" operation");
    row("1 + on(x) a", "1:3: vector matching only allowed between instant vectors");
    row("a * on(x) group_left(x) b", "1:3: label \"x\" must not occur in ON and GROUP clause at once");
    row("a[5m] + 1", "1:7: binary expression must contain only scalar and instant vector types");
    row("-a[5m]", "1:1: unary expression only allowed on expressions of type scalar or instant vector, got "
                  "\"range vector\"");
    row("{}", "1:1: vector selector must contain at least one non-empty matcher");
    row("{a=~\".*\"}", "1:1: vector selector must contain at least one non-empty matcher");
    row("a{__name__=\"b\"}", "1:3: metric name must not be set twice");
    row("a{b=~\"(\"}", "1:6: error parsing regexp: missing ): (");
    row("a[0s]", "1:3: duration must be greater than 0");
    row("sum(a)[5m]", "1:7: ranges only allowed for vector selectors");
    row("1[5m:1m]", "1:2: subquery is only allowed on instant vector, got scalar instead");
    row("1 offset 5m", "1:3: offset modifier must be preceded by an instant vector selector or range vector "
                       "selector or a subquery");
    row("a offset 1m offset 2m", "1:13: offset may not be set multiple times");
    row("'open", "1:1: unterminated quoted string");
    row("1m1h", "1:1: bad number or duration syntax: \"1m1h\"");
    row("a $ b", "1:3: unexpected character: '$'");
    row("a @ 5", "1:3: the @ modifier is not supported");
    row("sin(a)", "1:1: the function sin is not supported");
    row("limitk(2, a)", "1:1: the aggregation limitk is not supported");
    row("a[5m+1m]", "1:3: arithmetic in durations is not supported");
}

void QueryParserTest::refuses()
{
    QFETCH(QString, expression);
    QFETCH(QString, error);
    const auto parsed = parse(expression.toStdString());
    QVERIFY(!parsed);
    QCOMPARE(errorText(parsed.error()), error);
    QCOMPARE(parsed.error().fault == QueryFault::Unsupported, error.endsWith(QStringLiteral("is not supported")));
}

void QueryParserTest::isBounded()
{
    const std::string deep = std::string(100'000, '(') + "1" + std::string(100'000, ')');
    QCOMPARE(parse(deep).error().fault, QueryFault::TooMuch);
    const std::string nested = std::string(5'000, '(') + "1" + std::string(5'000, ')');
    QCOMPARE(parse(nested).error().fault, QueryFault::TooMuch);
    QCOMPARE(parse(std::string(5'000, '-') + "1").error().fault, QueryFault::TooMuch);
    std::string sum = "1";
    for (int i = 0; i < mostOperators; ++i)
        sum += "+1";
    QVERIFY(parse(sum));
    QCOMPARE(parse(sum + "+1").error().fault, QueryFault::TooMuch);
    // Patterns cost time in proportion to what they are matched against, whatever they are.
    const auto bomb = parse(R"({a=~"(a|a|a?)*b"})");
    QVERIFY(bomb);
    const auto &matcher = std::get<VectorSelector>((*bomb)->node).matchers.front();
    QVERIFY(!matcher.matches(std::string(100'000, 'a')));
    QVERIFY(!parse(R"({a=~"((a{100}){100}){100}"})"));
}

/// Everything upstream evaluates is read, or refused as outside of the subset.
void QueryParserTest::upstreamsScripts()
{
    const QString folder = qEnvironmentVariable("QD_SHARED_DATA") + QStringLiteral("/promqltest");
    const QStringList scripts = QDir(folder).entryList({QStringLiteral("*.test")}, QDir::Files);
    if (scripts.isEmpty()) {
        qInfo("QD_SHARED_DATA names no folder with promqltest: nothing to read");
        return;
    }
    int read = 0;
    QStringList outside;
    for (const QString &script : scripts) {
        for (const Evaluated &e : evaluatedIn(folder + u'/' + script)) {
            const auto parsed = parse(e.expression.toStdString());
            if (parsed) {
                ++read;
            } else if (parsed.error().fault == QueryFault::Unsupported) {
                outside << parsed.error().words;
            } else {
                QVERIFY2(e.mayFail,
                         qPrintable(
                             QStringLiteral("%1: %2 (%3)").arg(e.where, e.expression, errorText(parsed.error()))));
            }
        }
    }
    qInfo("%d expressions read, %lld outside of the subset", read, qint64(outside.size()));
    QVERIFY(read > 500);
}

QD_TEST_APPLESS(QueryParserTest)
#include "tst_parser.moc"
