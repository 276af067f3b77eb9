// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/session/service_status.h"

#include <QtGui/QColor>
#include <QtGui/QFont>

class QApplication;

namespace qd {

enum class Scheme { Light, Dark };

/// The colours and type of the window. Names are roles, never hues; the same in both schemes.
struct Theme
{
    Scheme scheme = Scheme::Light;
    QColor background, surface, line, grid, text, muted, accent;
    QColor ok, warning, critical, unknown;
    QColor criticalTint, warningTint;

    [[nodiscard]] QColor severity(Severity s) const;
    /// Tint of a tile or row in that state; the plain surface when it is well.
    [[nodiscard]] QColor tint(Severity s) const;
};

/// Series colours, the same in both schemes and safe for colour-blind eyes.
namespace series_color {
inline const QColor sessions{0x00, 0x72, 0xb2};
inline const QColor sessionData{0x56, 0xb4, 0xe9};
inline const QColor retained{0xd5, 0x5e, 0x00};
inline const QColor journal{0x00, 0x9e, 0x73};
inline const QColor accounts{0xcc, 0x79, 0xa7};
inline const QColor http{0xe6, 0x9f, 0x00};
inline const QColor hashing{0x8c, 0x6b, 0xb1};
inline const QColor unaccounted{0x9a, 0xa5, 0xb1};
inline const QColor p50{0x00, 0x9e, 0x73};
inline const QColor p95{0xe6, 0x9f, 0x00};
inline const QColor p99{0xd5, 0x5e, 0x00};
} // namespace series_color

[[nodiscard]] Theme themeFor(Scheme scheme);

/// The theme in force; widgets read it when they paint. Changing it repaints every top-level window.
[[nodiscard]] const Theme &theme();
void applyTheme(QApplication &app, Scheme scheme);

/// Puts another theme in force for what is painted while it lives: pictures for paper. GUI thread, within one
/// function; nothing on screen changes.
class ThemeScope
{
public:
    explicit ThemeScope(Scheme scheme);
    ~ThemeScope();
    ThemeScope(const ThemeScope &) = delete;
    ThemeScope &operator=(const ThemeScope &) = delete;

private:
    Theme m_before;
};

/// ● ▲ ■ ◌: state is never told by colour alone.
[[nodiscard]] QString shapeOf(Severity s);

/// Inter, else the system face, at a size in pixels.
[[nodiscard]] QFont uiFont(int pixelSize, QFont::Weight weight = QFont::Normal);

} // namespace qd
