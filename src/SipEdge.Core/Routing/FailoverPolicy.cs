using SipEdge.Core.Configuration;

namespace SipEdge.Core.Routing;

/// <summary>Whether a failed attempt is followed by the next gateway.</summary>
public static class FailoverPolicy
{
    /// <summary>
    /// By the rules of the trunk or group that is called. Silence and a transport failure are always followed by the next one: nobody
    /// has said anything about the called user.
    /// </summary>
    public static bool TryNext(int status, FailoverRules rules) => rules.Retries(status);
}
