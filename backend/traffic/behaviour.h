// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/traffic/random.h"

#include <cstdint>

namespace qd::traffic {

/// One thing a user does. Abandon is no request: the user walks away, and the session stays until it times out.
enum class Step : std::uint8_t {
    Login,
    Validate,
    ReadData,
    WriteData,
    ReadProfile,
    ListSessions,
    Logout,
    Abandon
};

/// How the users of a population behave. Weights need not sum to one.
struct Behaviour
{
    double thinkSeconds = 5;   ///< mean time between two steps of a user, exponential
    double stepsASession = 20; ///< mean number of requests between login and goodbye, geometric, at least one
    double logoutShare = 0.7;  ///< of the sessions, how many end by logout; the others are abandoned
    double validate = 0.70;
    double readData = 0.12;
    double writeData = 0.10;
    double readProfile = 0.06;
    double listSessions = 0.02;
    bool beginsWithData = true; ///< the first request of a session writes its data, as a shop's basket is made
};

/// Decides what one user does next. The same seed decides alike whatever the machine does meanwhile.
class Mind
{
public:
    /// The behaviour is shared by a population and must outlive it.
    Mind(Behaviour &&, std::uint64_t) = delete;
    Mind(const Behaviour &behaviour, std::uint64_t seed)
        : m_behaviour(&behaviour)
        , m_random(seed)
    {}

    /// What to do now. The user is signed in from signedIn() until a Logout or Abandon was returned or lost() is
    /// called; while not signed in this is Login.
    [[nodiscard]] Step next();
    void signedIn();
    /// The service no longer knows the session.
    void lost() { m_signedIn = false; }
    [[nodiscard]] bool isSignedIn() const { return m_signedIn; }

    /// Seconds until the next step.
    [[nodiscard]] double think() { return m_random.exponential(m_behaviour->thinkSeconds); }
    /// Seconds to wait after the given number of failures in a row: doubling from 0.1 s to 5 s, half of it random,
    /// so that a service that comes back is not met by everybody at once.
    [[nodiscard]] double backOff(unsigned failures);

private:
    [[nodiscard]] Step errand();

    const Behaviour *m_behaviour;
    Random m_random;
    std::uint32_t m_stepsLeft = 0;
    bool m_signedIn = false;
    bool m_writesFirst = false;
};

} // namespace qd::traffic
