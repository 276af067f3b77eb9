// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dashboard/banner.h"

#include "widgets/dashboard/notice.h"
#include "widgets/dashboard/severity_shape.h"
#include "widgets/shared/labels.h"

#include <QtWidgets/QHBoxLayout>

#include <algorithm>
#include <array>

namespace qd {

Banner::Banner(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
    , m_notice(new Notice(parent))
{
    m_column->setContentsMargins(12, 8, 12, 0);
    m_column->setSpacing(6);
    m_problem = addLine(QStringLiteral("problem"));
    m_log = addLine(QStringLiteral("logProblem"));
    m_recorder = addLine(QStringLiteral("recorderProblem"));
    m_rules = addLine(QStringLiteral("ruleProblem"));
    m_notify = addLine(QStringLiteral("notifyProblem"));
    hide();
}

Banner::Line Banner::addLine(const QString &name)
{
    Line line;
    line.frame = new QFrame(this);
    line.frame->setObjectName(name);
    line.frame->setProperty("look", QStringLiteral("critical"));
    auto *row = new QHBoxLayout(line.frame);
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(8);
    row->addWidget(new SeverityShape(Severity::Critical, line.frame));
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
    setVisible(std::ranges::any_of(std::array{m_problem, m_log, m_recorder, m_rules, m_notify},
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
    m_notice->display(words, critical);
}

void Banner::explain(const QString &words)
{
    m_notice->display(words, false, Notice::Stay::UntilRead);
}

QString Banner::problem() const
{
    return m_problem.words->text();
}

QString Banner::message() const
{
    return m_notice->words();
}

} // namespace qd

#include "moc_banner.cpp"
