using SipEdge.Core.Admission;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Calls;

/// <summary>Why a challenge was not answered, as records say it.</summary>
internal static class ChallengeReasons
{
    /// <summary>None: it can be answered.</summary>
    public static ReasonCode Of(ChallengeOutcome outcome) => outcome switch
    {
        ChallengeOutcome.Answerable => ReasonCode.None,
        ChallengeOutcome.ForeignRealm => ReasonCode.NoCredentialsForRealm,
        ChallengeOutcome.WeakAlgorithm => ReasonCode.ChallengeTooWeak,
        ChallengeOutcome.Rejected => ReasonCode.CredentialsRefused,
        ChallengeOutcome.TooManyRounds => ReasonCode.ChallengedTooOften,
        _ => ReasonCode.ChallengeNotUnderstood,
    };
}
