using SipEdge.Core.Admission;
using SipEdge.Sip.Messages;

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
        422 => 500, // session timers are each leg's own
        487 => 480,
        _ => status,
    };

    /// <summary>
    /// What peers answer that do not take sips: an unknown scheme, what RFC 5630 §5.1.2 wants, or just no. The last two may mean
    /// something else.
    /// </summary>
    public static bool RefusesSips(int status) => status is 403 or 416 or 480;

    /// <param name="status">Of the final response.</param>
    /// <param name="scheme">What the gateway was called with.</param>
    public static ReasonCode Reason(int status, UriScheme scheme) => status switch
    {
        _ when scheme == UriScheme.Sips && RefusesSips(status) => ReasonCode.PeerRefusesSips,
        401 or 407 => ReasonCode.NextHopChallenged,
        408 => ReasonCode.GatewayTimeout,
        >= 500 and < 600 => ReasonCode.GatewayFailed,
        _ => ReasonCode.GatewayRefused,
    };
}
