using System.Globalization;
using System.Runtime.CompilerServices;
using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Authentication;

/// <summary>Writes a client's answer to a challenge: RFC 7616 §3.4.</summary>
public static class DigestAnswer
{
    /// <summary>
    /// Writes one Authorization (401) or Proxy-Authorization (407) header. The writer fails when the values are too long to
    /// hash, or HA1 is not of the challenge's algorithm.
    /// </summary>
    /// <param name="writer">Inside the headers of the request.</param>
    /// <param name="proxy">The challenge came as Proxy-Authenticate.</param>
    /// <param name="challenge">What is answered.</param>
    /// <param name="username">Not escaped.</param>
    /// <param name="ha1Hex">Of that user and the challenge's realm, with the challenge's algorithm.</param>
    /// <param name="method">Of the request.</param>
    /// <param name="uri">The Request-URI.</param>
    /// <param name="cnonce">Random text of the client; a token.</param>
    /// <param name="nonceCount">1 for a new nonce, then one more each time.</param>
    [SkipLocalsInit]
    public static void Write(ref SipWriter writer, bool proxy, scoped in DigestChallengeView challenge,
        scoped ReadOnlySpan<byte> username, scoped ReadOnlySpan<byte> ha1Hex, scoped ReadOnlySpan<byte> method,
        scoped ReadOnlySpan<byte> uri, scoped ReadOnlySpan<byte> cnonce, uint nonceCount)
    {
        Span<byte> count = stackalloc byte[8];
        nonceCount.TryFormat(count, out _, "x8", CultureInfo.InvariantCulture);
        Span<byte> response = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var length = DigestResponse.Compute(challenge.Algorithm, ha1Hex, challenge.Nonce, count, cnonce,
            challenge.OffersAuth ? "auth"u8 : default, method, uri, response);
        writer.Begin(proxy ? HeaderId.ProxyAuthorization : HeaderId.Authorization);
        writer.Append("Digest username="u8);
        QuotedText.Append(ref writer, username);
        Quoted(ref writer, ", realm=\""u8, challenge.Realm);
        Quoted(ref writer, ", nonce=\""u8, challenge.Nonce);
        Quoted(ref writer, ", uri=\""u8, uri);
        writer.Append(", algorithm="u8);
        writer.Append(DigestAlgorithms.Name(challenge.Algorithm));
        if (challenge.OffersAuth)
        {
            writer.Append(", qop=auth, nc="u8);
            writer.Append(count);
            Quoted(ref writer, ", cnonce=\""u8, cnonce);
        }

        if (challenge.HasOpaque)
        {
            Quoted(ref writer, ", opaque=\""u8, challenge.Opaque);
        }

        Quoted(ref writer, ", response=\""u8, response[..length]);
        writer.End();
        if (length == 0)
        {
            writer.Fail();
        }
    }

    private static void Quoted(ref SipWriter writer, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        writer.Append(name);
        writer.Append(value);
        writer.Append((byte)'"');
    }
}
