namespace SipEdge.Core.Routing;

/// <summary>
/// A number that stands for a call, evenly spread and the same whenever it is asked: its retransmissions, its second INVITE with
/// credentials and its explanation are decided alike. A caller that chooses its Call-ID chooses its number.
/// </summary>
internal static class CallDraw
{
    /// <param name="callId">Of the INVITE.</param>
    /// <param name="seed">One for each decision: calls that one lets through must not all fall on one side of another.</param>
    public static uint Of(ReadOnlySpan<byte> callId, uint seed = 0)
    {
        var hash = 2166136261u ^ seed; // FNV-1a, then mixed so that high bits count as much as low ones
        foreach (var octet in callId)
        {
            hash = (hash ^ octet) * 16777619;
        }
        hash ^= hash >> 16;
        hash *= 0x85EBCA6B;
        hash ^= hash >> 13;
        hash *= 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }
}
