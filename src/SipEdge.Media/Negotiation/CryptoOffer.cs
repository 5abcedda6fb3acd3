using System.Collections.Immutable;
using SipEdge.Media.Sdp;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Negotiation;

/// <summary>Offers suites in a=crypto lines, and picks from the lines of others (RFC 4568 §5.1).</summary>
internal static class CryptoOffer
{
    /// <summary>
    /// The first line, in the offerer's order, of a suite that policy has. Without one, the most telling reason that the lines
    /// gave.
    /// </summary>
    public static SdpStatus Choose(SdpLines lines, ImmutableArray<SrtpSuite> suites, out PeerKeys keys)
    {
        keys = default;
        var reason = SdpStatus.NoCommonCrypto;
        foreach (var line in lines)
        {
            if (!line.TryGetAttribute("crypto"u8, out var value))
            {
                continue;
            }

            var status = CryptoLine.Read(value, out var tag, out var key);
            if (status == SdpStatus.Ok && suites.Contains(key.Suite))
            {
                keys = new PeerKeys
                {
                    Source = KeySource.Crypto,
                    Tag = tag,
                    Key = key,
                };
                return SdpStatus.Ok;
            }

            reason = status is SdpStatus.Ok or SdpStatus.NoCommonCrypto ? reason : status;
        }

        return reason;
    }

    /// <summary>The line of an offer with that tag and suite; NotOffered when there is none.</summary>
    public static SdpStatus Find(SdpLines offer, int tag, SrtpSuite suite, out SrtpKey key)
    {
        foreach (var line in offer)
        {
            if (line.TryGetAttribute("crypto"u8, out var value)
                && CryptoLine.Read(value, out var offered, out key) == SdpStatus.Ok
                && offered == tag
                && key.Suite == suite)
            {
                return SdpStatus.Ok;
            }
        }

        key = default;
        return SdpStatus.NotOffered;
    }

    /// <summary>An answer has one line (RFC 4568 §5.1.2); of several the first counts.</summary>
    public static SdpStatus ReadAnswer(SdpLines lines, out PeerKeys keys)
    {
        keys = default;
        foreach (var line in lines)
        {
            if (line.TryGetAttribute("crypto"u8, out var value))
            {
                keys.Source = KeySource.Crypto;
                return CryptoLine.Read(value, out keys.Tag, out keys.Key);
            }
        }

        return SdpStatus.NoCommonCrypto;
    }

    /// <summary>The suite that we offered with a tag: they are numbered from 1 in the order of the policy.</summary>
    public static SrtpSuite OfferedSuite(ImmutableArray<SrtpSuite> suites, int tag)
    {
        var next = 1;
        foreach (var suite in suites)
        {
            if (IsImplemented(suite) && next++ == tag)
            {
                return suite;
            }
        }

        return SrtpSuite.None;
    }

    /// <summary>One line for each suite of the policy, each with its own key.</summary>
    public static void Write(scoped ref SdpWriter writer, LegPolicy policy, in LegSecret secret, int line, uint generation)
    {
        var tag = 1;
        foreach (var suite in policy.Suites)
        {
            if (IsImplemented(suite))
            {
                CryptoLine.Write(ref writer, tag++, secret.Key(line, generation, suite), policy.Base64Padding);
            }
        }
    }

    /// <summary>The lines of one leg as they are for the other, but for those that we could not verify packets of.</summary>
    public static void Pass(scoped ref SdpWriter writer, scoped SdpLines lines)
    {
        foreach (var line in lines)
        {
            if (line.TryGetAttribute("crypto"u8, out var value)
                && CryptoLine.Read(value, out _, out _) == SdpStatus.Ok)
            {
                writer.Append("a="u8);
                writer.Line(line.Value);
            }
        }
    }

    private static bool IsImplemented(SrtpSuite suite) => SrtpSuites.All.Contains(suite);
}
