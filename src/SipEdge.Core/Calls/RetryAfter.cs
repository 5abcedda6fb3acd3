using System.Buffers.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Calls;

/// <summary>Retry-After (RFC 3261 §20.33): seconds, then perhaps a comment and parameters.</summary>
internal static class RetryAfter
{
    /// <summary>In milliseconds; 0 without one that can be read.</summary>
    public static long Read(in SipMessageView response) =>
        Utf8Parser.TryParse(response.First(HeaderId.RetryAfter), out uint seconds, out _) ? seconds * 1_000L : 0;
}
