namespace SipEdge.Core.Routing;

/// <summary>Whether a failed attempt is followed by the next gateway.</summary>
public static class FailoverPolicy
{
    /// <summary>
    /// Server trouble, silence (408) and a transport failure (503) say that this gateway cannot; a 4xx or 6xx is an answer about
    /// the called user, and asking elsewhere would ring a telephone that has just declined.
    /// </summary>
    public static bool TryNext(int status) => status is 408 or 500 or 502 or 503 or 504;
}
