using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;
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

    /// <summary>
    /// What the end of an attempt says about the gateway. Silence is told apart, where it is heard. Who was called may decline or be busy,
    /// and the caller may give up: that is not the gateway's fault, as long as it had rung.
    /// </summary>
    /// <param name="status">Of the final response; 0: there was none.</param>
    /// <param name="reason">Why the attempt ended.</param>
    /// <param name="rang">It sent more than 100.</param>
    /// <param name="rules">After which answers another gateway is tried.</param>
    public static CircuitVerdict Verdict(int status, ReasonCode reason, bool rang, FailoverRules rules) => status switch
    {
        408 or (>= 500 and < 600) when rules.Retries(status) => CircuitVerdict.Fault,
        > 0 => CircuitVerdict.Well,
        _ when rang => CircuitVerdict.Well,
        _ => reason == ReasonCode.RingTimeout ? CircuitVerdict.Fault : CircuitVerdict.Unknown,
    };

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
