using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Authentication;

/// <summary>Writes what a server asks for: RFC 7616 §3.3.</summary>
public static class DigestChallenge
{
    /// <summary>
    /// One header per algorithm, the preferred first, all with the same realm and nonce (RFC 8760 §2.4): a client answers the
    /// topmost it supports.
    /// </summary>
    /// <param name="writer">Inside the headers of a 401 or 407.</param>
    /// <param name="proxy">Proxy-Authenticate (407) or WWW-Authenticate (401).</param>
    /// <param name="realm">Not escaped.</param>
    /// <param name="nonce">From <see cref="NonceFactory"/>.</param>
    /// <param name="inOrder">Each algorithm at most once.</param>
    /// <param name="stale">The answer was right and only its nonce is used up: the client need not ask its user again.</param>
    public static void Write(ref SipWriter writer, bool proxy, scoped ReadOnlySpan<byte> realm,
        scoped ReadOnlySpan<byte> nonce, scoped ReadOnlySpan<DigestAlgorithm> inOrder, bool stale)
    {
        foreach (var algorithm in inOrder)
        {
            writer.Begin(proxy ? HeaderId.ProxyAuthenticate : HeaderId.WwwAuthenticate);
            writer.Append("Digest realm="u8);
            QuotedText.Append(ref writer, realm);
            writer.Append(", nonce="u8);
            QuotedText.Append(ref writer, nonce);
            writer.Append(", algorithm="u8);
            writer.Append(DigestAlgorithms.Name(algorithm));
            writer.Append(", qop=\"auth\""u8);
            if (stale)
            {
                writer.Append(", stale=true"u8);
            }

            writer.End();
        }
    }
}
