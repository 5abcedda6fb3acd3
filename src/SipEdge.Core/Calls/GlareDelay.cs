namespace SipEdge.Core.Calls;

/// <summary>How long to wait after a 491 (RFC 3261 §14.1), in milliseconds.</summary>
internal static class GlareDelay
{
    /// <param name="ownsCallId">Whoever made the Call-ID waits 2.1 to 4 s, the other one 0 to 2 s, in steps of 10 ms.</param>
    /// <param name="random">Any number.</param>
    public static int Of(bool ownsCallId, uint random) => ownsCallId
        ? 2_100 + (int)(random % 191 * 10)
        : (int)(random % 201 * 10);
}
