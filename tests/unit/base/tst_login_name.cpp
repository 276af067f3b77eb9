// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/login_name.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <pwd.h>
#include <unistd.h>

class tst_LoginName : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void cleanup() { qputenv("USER", m_before); }
    void isThatOfTheEnvironment();
    void isThatOfTheSystemElse_data();
    void isThatOfTheSystemElse();

private:
    QByteArray m_before = qgetenv("USER");
};

void tst_LoginName::isThatOfTheEnvironment()
{
    qputenv("USER", "zoe");
    QCOMPARE(qd::loginName(), QStringLiteral("zoe"));
}

void tst_LoginName::isThatOfTheSystemElse_data()
{
    QTest::addColumn<bool>("isSet");
    QTest::newRow("empty") << true;
    QTest::newRow("not set") << false;
}

void tst_LoginName::isThatOfTheSystemElse()
{
    QFETCH(bool, isSet);
    isSet ? qputenv("USER", "") : qunsetenv("USER");
    const passwd *entry = getpwuid(geteuid());
    QCOMPARE(qd::loginName(),
             entry ? QString::fromLocal8Bit(entry->pw_name) : QStringLiteral("uid %1").arg(geteuid()));
}

QD_TEST_GUILESS(tst_LoginName)
#include "tst_login_name.moc"
