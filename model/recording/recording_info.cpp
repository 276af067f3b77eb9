// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/recording_info.h"

#include "model/recording/mcap_records.h"
#include "model/recording/recording_format.h"

#include <QtCore/QByteArray>

namespace qd::recording {

namespace {

/// CRC-32 of "name=value\n" for each entry in the order of the names, as eight hexadecimal digits.
std::string checkOf(const mcap::StringMap &info)
{
    std::string text;
    for (const auto &[name, value] : info)
        text += name + '=' + value + '\n';
    return QByteArray::number(mcap::crc32(mcap::bytesOf(text)), 16).rightJustified(8, '0').toStdString();
}

} // namespace

mcap::StringMap sealed(mcap::StringMap info)
{
    info.erase(std::string(checkKey));
    info[std::string(checkKey)] = checkOf(info);
    return info;
}

bool unseal(mcap::StringMap &info)
{
    const auto check = info.find(std::string(checkKey));
    if (check == info.end())
        return true;
    const std::string expected = check->second;
    info.erase(check);
    return checkOf(info) == expected;
}

} // namespace qd::recording
