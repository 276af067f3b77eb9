// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/session/service_status.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QWidget>

namespace qd {

/// A line of text that gives way: it elides at the right and tells the whole in its tool tip. Plain text always.
class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    void setText(const QString &text);
    [[nodiscard]] QString text() const { return m_text; }
    void setMuted(bool muted);
    void setPixelSize(int size);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void explainElision();
    QString m_text;
    bool m_muted = true;
};

/// A short word in a filled, rounded box: where actions land, and the mode. A long one may lose its middle.
class Pill : public QWidget
{
    Q_OBJECT

public:
    enum class Tone { Inverse, Ok, Warning, Critical, Accent, Muted };

    explicit Pill(QWidget *parent = nullptr);
    void display(const QString &text, Tone tone);
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] Tone tone() const { return m_tone; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    Tone m_tone = Tone::Inverse;
};

/// Shape, word and colour of a state.
class StateLabel : public QWidget
{
    Q_OBJECT

public:
    explicit StateLabel(QWidget *parent = nullptr);
    void display(Severity severity, const QString &word);
    [[nodiscard]] Severity severity() const { return m_severity; }
    [[nodiscard]] QString word() const { return m_word; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Severity m_severity = Severity::Unknown;
    QString m_word;
};

/// A QLabel for text that may come from outside: never rich text, never a link.
[[nodiscard]] QLabel *plainLabel(const QString &text, const QString &look = {}, QWidget *parent = nullptr);

} // namespace qd
