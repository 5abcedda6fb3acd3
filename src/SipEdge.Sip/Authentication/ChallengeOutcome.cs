namespace SipEdge.Sip.Authentication;

/// <summary>What a client makes of the challenges in one 401 or 407; the later members say more and win over the earlier.</summary>
public enum ChallengeOutcome : byte
{
    /// <summary>There is no challenge in it.</summary>
    NoChallenge,

    /// <summary>Another scheme, an unknown algorithm, no qop but auth-int, too long, or not readable.</summary>
    NotUnderstood,

    /// <summary>Every one is of a realm that is not answered.</summary>
    ForeignRealm,

    /// <summary>Only algorithms below the least that is allowed.</summary>
    WeakAlgorithm,

    /// <summary>The last answer was fresh, and was refused: user or password are wrong.</summary>
    Rejected,

    /// <summary>Answered as often as one request may be.</summary>
    TooManyRounds,

    /// <summary>The request can be sent again with credentials.</summary>
    Answerable,
}
