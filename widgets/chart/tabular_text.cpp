// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/tabular_text.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace qd {

namespace {

/// Advances of one font; asked for at every figure drawn, and slow to ask the font for.
struct Digits
{
    explicit Digits(const QFont &font)
        : metrics(font)
    {
        for (std::size_t i = 0; i < advance.size(); ++i) {
            advance[i] = metrics.horizontalAdvance(QChar(u'0' + static_cast<char16_t>(i)));
            cell = std::max(cell, advance[i]);
        }
    }
    QFontMetricsF metrics;
    std::array<double, 10> advance{};
    double cell = 0;
};

const Digits &digitsOf(const QFont &font)
{
    static std::map<QString, Digits> known;
    const QString key = font.key();
    auto it = known.find(key);
    if (it == known.end()) {
        it = known.emplace(key, Digits(font)).first;
    }
    return it->second;
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

/// Calls visit(piece, x, width) for each digit and each run between digits.
template <typename Visit>
double layOut(const Digits &digits, const QString &text, Visit visit)
{
    double x = 0;
    for (qsizetype i = 0; i < text.size();) {
        if (isDigit(text[i])) {
            const double advance = digits.advance[static_cast<std::size_t>(text[i].unicode() - u'0')];
            visit(text.mid(i, 1), x + (digits.cell - advance) / 2);
            x += digits.cell;
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < text.size() && !isDigit(text[end])) {
            ++end;
        }
        const QString run = text.mid(i, end - i);
        visit(run, x);
        x += digits.metrics.horizontalAdvance(run);
        i = end;
    }
    return x;
}

} // namespace

double tabularWidth(const QFont &font, const QString &text)
{
    return layOut(digitsOf(font), text, [](const QString &, double) {});
}

double drawTabular(QPainter &painter, QPointF baseline, const QFont &font, const QString &text)
{
    painter.setFont(font);
    return layOut(digitsOf(font), text,
                  [&](const QString &piece, double x) { painter.drawText(baseline + QPointF(x, 0), piece); });
}

} // namespace qd
