// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/problem.h"
#include "backend/service/http/response.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace sessiond::http;

class tst_Response : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void writesAnAnswer();
    void writesNoBodyWith204();
    void everyProblemIsComplete();
    void theDateIsOne();
};

void tst_Response::writesAnAnswer()
{
    Response response;
    response.body = "{}";
    response.addField("X-A", "b");
    std::string out = "before|";
    writeResponse(out, response, true);
    const std::string expected = "before|HTTP/1.1 200 OK\r\nDate: " + std::string(httpDate()) +
                                 "\r\nCache-Control: no-store\r\nContent-Type: application/json\r\n"
                                 "Content-Length: 2\r\nX-A: b\r\nConnection: close\r\n\r\n{}";
    QCOMPARE(out, expected);
    std::string fast;
    writeJson(fast, "X-A: b\r\n", "{}", true);
    QCOMPARE("before|" + fast, expected);
}

void tst_Response::writesNoBodyWith204()
{
    Response response;
    response.status = 204;
    response.body = "never sent";
    std::string out;
    writeResponse(out, response, false);
    QVERIFY(out.ends_with("Cache-Control: no-store\r\n\r\n"));
    QVERIFY(out.find("Content-") == std::string::npos);
}

void tst_Response::everyProblemIsComplete()
{
    QSet<QString> types;
    for (int i = 0; i < int(Problem::Count); ++i) {
        const auto problem = static_cast<Problem>(i);
        const Response response = problemResponse(problem, "a \"detail\"");
        const QJsonObject body = QJsonDocument::fromJson(QByteArray::fromStdString(response.body)).object();
        QCOMPARE(body.value(u"status").toInt(), int(statusOf(problem)));
        QCOMPARE(body.value(u"detail").toString(), QStringLiteral("a \"detail\""));
        QVERIFY(!body.value(u"title").toString().isEmpty());
        types.insert(body.value(u"type").toString());
        QCOMPARE(response.fields.find("WWW-Authenticate: Bearer") != std::string::npos, response.status == 401);
        std::string out;
        writeResponse(out, response, false);
        QVERIFY(out.starts_with("HTTP/1.1 " + std::to_string(response.status) + " "));
    }
    QCOMPARE(types.size(), int(Problem::Count));
}

void tst_Response::theDateIsOne()
{
    const QString text = QString::fromStdString(std::string(httpDate()));
    QVERIFY(text.endsWith(u" GMT"));
    const QDateTime time = QLocale::c().toDateTime(text.chopped(4), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss"));
    QVERIFY2(qAbs(time.secsTo(
                 QDateTime(QDateTime::currentDateTimeUtc().date(), QDateTime::currentDateTimeUtc().time()))) < 3,
             qPrintable(text));
}

QD_TEST_GUILESS(tst_Response)
#include "tst_http_response.moc"
