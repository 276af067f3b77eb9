// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dashboard/banner.h"

#include "widgets/shared/labels.h"
#include "widgets/shared/paint.h"
#include "widgets/shared/style_sheet.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>
#include <array>

namespace qd {

namespace {

class Shape : public QWidget
{
public:
    Shape(Severity severity, QWidget *parent)
        : QWidget(parent)
        , m_severity(severity)
    {
        setFixedSize(12, 12);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintShape(painter, QRectF(1, 1, 10, 10), m_severity);
    }

private:
    Severity m_severity;
};

} // namespace

Banner::Banner(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
    , m_leave(this)
{
    m_column->setContentsMargins(12, 8, 12, 0);
    m_column->setSpacing(6);
    m_problem = addLine(QStringLiteral("problem"), QStringLiteral("critical"));
    m_log = addLine(QStringLiteral("logProblem"), QStringLiteral("critical"));
    m_recorder = addLine(QStringLiteral("recorderProblem"), QStringLiteral("critical"));
    m_rules = addLine(QStringLiteral("ruleProblem"), QStringLiteral("critical"));
    m_notify = addLine(QStringLiteral("notifyProblem"), QStringLiteral("critical"));
    m_message = addLine(QStringLiteral("message"), QStringLiteral("info"));
    auto *dismiss = new QPushButton(tr("Dismiss"), m_message.frame);
    dismiss->setProperty("look", QStringLiteral("link"));
    dismiss->setAutoDefault(false);
    m_message.frame->layout()->addWidget(dismiss);
    connect(dismiss, &QPushButton::clicked, this, [this] { setLine(m_message, {}); });
    m_leave.setSingleShot(true);
    m_leave.setInterval(readingTime);
    connect(&m_leave, &QTimer::timeout, this, [this] { setLine(m_message, {}); });
    hide();
}

Banner::Line Banner::addLine(const QString &name, const QString &look)
{
    Line line;
    line.frame = new QFrame(this);
    line.frame->setObjectName(name);
    line.frame->setProperty("look", look);
    auto *row = new QHBoxLayout(line.frame);
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(8);
    line.shape = new Shape(Severity::Critical, line.frame);
    line.shape->setVisible(look == QLatin1String("critical"));
    row->addWidget(line.shape);
    line.words = plainLabel({}, {}, line.frame);
    line.words->setWordWrap(true);
    line.words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(line.words, 1);
    m_column->addWidget(line.frame);
    line.frame->hide();
    return line;
}

void Banner::setLine(const Line &line, const QString &words)
{
    if (line.words->text() == words) {
        return;
    }
    line.words->setText(words);
    line.words->setAccessibleName(words);
    line.frame->setVisible(!words.isEmpty());
    setVisible(std::ranges::any_of(std::array{m_problem, m_log, m_recorder, m_rules, m_notify, m_message},
                                   [](const Line &any) { return !any.words->text().isEmpty(); }));
}

void Banner::setProblem(const QString &words)
{
    setLine(m_problem, words);
}

void Banner::setLogProblem(const QString &words)
{
    setLine(m_log, words);
}

void Banner::setRecorderProblem(const QString &words)
{
    setLine(m_recorder, words);
}

void Banner::setRuleProblem(const QString &words)
{
    setLine(m_rules, words);
}

void Banner::setNotifyProblem(const QString &words)
{
    setLine(m_notify, words);
}

void Banner::showMessage(const QString &words, bool critical)
{
    setLook(m_message.frame, critical ? QStringLiteral("critical") : QStringLiteral("info"));
    m_message.shape->setVisible(critical);
    setLine(m_message, words);
    critical ? m_leave.stop() : m_leave.start();
}

QString Banner::problem() const
{
    return m_problem.words->text();
}

QString Banner::message() const
{
    return m_message.words->text();
}

} // namespace qd

#include "moc_banner.cpp"
