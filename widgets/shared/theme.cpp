// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shared/theme.h"

#include "widgets/shared/style_sheet.h"

#include <QtGui/QFontDatabase>
#include <QtGui/QPalette>
#include <QtWidgets/QApplication>
#include <QtWidgets/QWidget>

#include <utility>

namespace qd {

namespace {

Theme &currentTheme()
{
    static Theme current = themeFor(Scheme::Light);
    return current;
}

QPalette paletteFor(const Theme &t)
{
    QPalette p;
    p.setColor(QPalette::Window, t.background);
    p.setColor(QPalette::Base, t.surface);
    p.setColor(QPalette::AlternateBase, t.background);
    p.setColor(QPalette::Button, t.surface);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::PlaceholderText, t.muted);
    p.setColor(QPalette::Highlight, t.accent);
    p.setColor(QPalette::HighlightedText, t.surface);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::ToolTipBase, t.surface);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::Mid, t.line);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        p.setColor(QPalette::Disabled, role, t.muted);
    }
    return p;
}

} // namespace

QColor Theme::severity(Severity s) const
{
    switch (s) {
    case Severity::Ok:
        return ok;
    case Severity::Warning:
        return warning;
    case Severity::Critical:
        return critical;
    case Severity::Unknown:
        break;
    }
    return unknown;
}

QColor Theme::tint(Severity s) const
{
    switch (s) {
    case Severity::Warning:
        return warningTint;
    case Severity::Critical:
        return criticalTint;
    case Severity::Ok:
    case Severity::Unknown:
        break;
    }
    return surface;
}

Theme themeFor(Scheme scheme)
{
    Theme t;
    t.scheme = scheme;
    const bool light = scheme == Scheme::Light;
    const auto pick = [light](QRgb l, QRgb d) { return QColor::fromRgb(light ? l : d); };
    t.background = pick(0xf3f5f8, 0x0f1319);
    t.surface = pick(0xffffff, 0x171d25);
    t.line = pick(0xdde2e9, 0x2a323d);
    t.grid = pick(0xeceff3, 0x212934);
    t.text = pick(0x18202b, 0xe7ebf1);
    t.muted = pick(0x5a6675, 0x95a1b1);
    t.accent = pick(0x2563d9, 0x7aa7ff);
    t.ok = pick(0x1a8f4c, 0x41c07b);
    t.warning = pick(0xb86e00, 0xeca53a);
    t.critical = pick(0xc8283c, 0xff6b7a);
    t.unknown = pick(0x77828f, 0x8a95a3);
    t.criticalTint = pick(0xfdecee, 0x331a20);
    t.warningTint = pick(0xfdf3e2, 0x2f2514);
    return t;
}

const Theme &theme()
{
    return currentTheme();
}

void applyTheme(QApplication &app, Scheme scheme)
{
    currentTheme() = themeFor(scheme);
    QApplication::setPalette(paletteFor(theme()));
    QApplication::setFont(uiFont(13));
    app.setStyleSheet(styleSheetFor(theme()));
    for (QWidget *w : app.topLevelWidgets()) {
        w->update();
    }
}

ThemeScope::ThemeScope(Scheme scheme)
    : m_before(std::exchange(currentTheme(), themeFor(scheme)))
{}

ThemeScope::~ThemeScope()
{
    currentTheme() = m_before;
}

QString shapeOf(Severity s)
{
    switch (s) {
    case Severity::Ok:
        return QStringLiteral("●");
    case Severity::Warning:
        return QStringLiteral("▲");
    case Severity::Critical:
        return QStringLiteral("■");
    case Severity::Unknown:
        break;
    }
    return QStringLiteral("◌");
}

QFont uiFont(int pixelSize, QFont::Weight weight)
{
    static const QString family = QFontDatabase::families().contains(QStringLiteral("Inter"))
                                      ? QStringLiteral("Inter")
                                      : QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
    QFont font(family);
    font.setPixelSize(pixelSize);
    font.setWeight(weight);
    return font;
}

} // namespace qd
