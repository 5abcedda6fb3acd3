using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Admission;

/// <summary>
/// Was the digest made for this request? The same text, or a URI of the same user, host and port: clients leave parameters out,
/// and a hop before us may have changed the case of the host (RFC 7616 §3.4.6).
/// </summary>
internal static class DigestUri
{
    public static bool IsOf(ReadOnlySpan<byte> digestUri, ReadOnlySpan<byte> requestUri)
    {
        if (digestUri.SequenceEqual(requestUri))
        {
            return true;
        }
        return SipUriView.TryParse(digestUri, out var made) && SipUriView.TryParse(requestUri, out var asked)
            && made.User.SequenceEqual(asked.User) && Ascii.EqualsIgnoreCase(made.Host, asked.Host) && made.Port == asked.Port;
    }
}
