using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Authentication;

/// <summary>The word in front of an authentication header's parameters.</summary>
internal static class AuthScheme
{
    /// <summary>False for any scheme but Digest.</summary>
    public static bool TryTakeDigest(ReadOnlySpan<byte> headerValue, out ReadOnlySpan<byte> parameters)
    {
        parameters = default;
        headerValue = SipGrammar.TrimStart(headerValue);
        if (headerValue.Length < 7 || !Ascii.EqualsIgnoreCase(headerValue[..6], "Digest"u8)
            || !SipGrammar.IsWhiteSpace(headerValue[6]))
        {
            return false;
        }

        parameters = headerValue[7..];
        return true;
    }
}
