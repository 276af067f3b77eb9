// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gui/incident_story.h"
#include "tests/gui/replay_fixture.h"
#include "widgets/incident/entry_model.h"
#include "widgets/incident/incident_form.h"
#include "widgets/incident/incident_panel.h"

#include <QtGui/QAction>
#include <QtTest/QTest>
#include <QtWidgets/QListView>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace qd::test {

/// A leaking service in the window, with an incident to tell about it.
struct IncidentFixture : ReplayFixture
{
    IncidentFixture()
    {
        fill(true);
        window.show();
        QApplication::setActiveWindow(&window);
    }
    /// The story of IncidentStory, seen in the tab.
    void tell()
    {
        IncidentStory(history).tell();
        publish();
        window.showSide(2);
    }
    [[nodiscard]] IncidentPanel *panel() const { return window.findChild<IncidentPanel *>(); }
    /// The one that is open; null where none is.
    [[nodiscard]] IncidentForm *form() const
    {
        const auto all = window.findChildren<IncidentForm *>();
        const auto open = std::ranges::find_if(all, &QWidget::isVisible);
        return open == all.end() ? nullptr : *open;
    }
    template <typename T>
    [[nodiscard]] T *inForm(const char *name) const
    {
        return form() ? form()->findChild<T *>(QLatin1String(name)) : nullptr;
    }
    void run(const QString &command) const
    {
        const auto commands = window.commands();
        const auto found = std::ranges::find_if(commands, [&](QAction *a) { return a->text() == command; });
        QVERIFY2(found != commands.end(), qPrintable(command));
        (*found)->trigger();
    }
    /// Presses the button of the form that is open.
    void keep() const
    {
        auto *act = inForm<QPushButton>("formAct");
        QVERIFY(act && act->isEnabled());
        act->click();
    }
    /// The newest that was sent.
    [[nodiscard]] const IncidentOrder &order() const { return gateway.steps.back().request; }
    [[nodiscard]] QListView *view() const { return find<QListView>("entryView"); }
    /// The first entry whose words begin so; invalid where there is none.
    [[nodiscard]] QModelIndex row(const QString &begin) const
    {
        for (int i = 0; i < view()->model()->rowCount(); ++i)
            if (view()->model()->index(i, 0).data().toString().startsWith(begin))
                return view()->model()->index(i, 0);
        return {};
    }
    void click(const QModelIndex &index) const
    {
        view()->scrollTo(index);
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, view()->visualRect(index).center());
    }
    [[nodiscard]] static Timestamp instantOf(const QModelIndex &index)
    {
        return Timestamp(Millis(index.data(EntryModel::AtRole).toLongLong()));
    }
};

} // namespace qd::test
