using SipEdge.Core.Admission;

namespace SipEdge.Core.Calls;

/// <summary>What a final response of one leg means on the other.</summary>
internal static class GatewayOutcome
{
    /// <summary>
    /// Challenges are the edge's own business and never passed on (RFC 3261 §22.3 speaks of user agents); redirections name the
    /// other side's addresses; a time-out behind the edge is 504, since 408 would speak of the asker's own request.
    /// </summary>
    public static int TowardsCaller(int status) => status switch
    {
        401 or 407 => 503,
        >= 300 and < 400 => 480,
        408 => 504,
        487 => 480,
        _ => status,
    };

    public static ReasonCode Reason(int status) => status switch
    {
        401 or 407 => ReasonCode.NextHopChallenged,
        408 => ReasonCode.GatewayTimeout,
        >= 500 and < 600 => ReasonCode.GatewayFailed,
        _ => ReasonCode.GatewayRefused,
    };
}
