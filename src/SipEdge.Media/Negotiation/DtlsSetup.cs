using System.Collections.Immutable;
using SipEdge.Media.Dtls;
using SipEdge.Media.Sdp;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Negotiation;

/// <summary>Roles and associations of DTLS in offers and answers (RFC 5763 §5, RFC 8842 §5).</summary>
internal static class DtlsSetup
{
    public static SetupAttribute Read(ReadOnlySpan<byte> value) => value.Trim((byte)' ') switch
    {
        var word when word.SequenceEqual("actpass"u8) => SetupAttribute.ActPass,
        var word when word.SequenceEqual("active"u8) => SetupAttribute.Active,
        var word when word.SequenceEqual("passive"u8) => SetupAttribute.Passive,
        _ => SetupAttribute.Unusable,
    };

    /// <summary>
    /// Our role when we answer. Deviates: RFC 5763 §5 recommends active for an offer of actpass; passive does no public key work
    /// for an address that nobody has proved, and a peer behind a NAT has to send first anyway. An association that goes on
    /// keeps its roles (RFC 8842 §5.3).
    /// </summary>
    public static SdpStatus Answering(in LineView offer, DtlsSettings? before, out DtlsRole role)
    {
        role = offer.Transport.Setup switch
        {
            SetupAttribute.Passive => DtlsRole.Active,
            SetupAttribute.ActPass when before is not null && before.Remote == offer.Transport.Fingerprint => before.Role,
            _ => DtlsRole.Passive,
        };
        return offer.Transport.Setup == SetupAttribute.Unusable ? SdpStatus.BadSetup : SdpStatus.Ok;
    }

    /// <summary>Our role when our actpass is answered; without a=setup an answer is passive (RFC 4145 §4.1).</summary>
    public static SdpStatus Answered(in LineView answer, out DtlsRole role)
    {
        role = answer.Transport.Setup == SetupAttribute.Active ? DtlsRole.Passive : DtlsRole.Active;
        return answer.Transport.Setup is SetupAttribute.ActPass or SetupAttribute.Unusable ? SdpStatus.BadSetup : SdpStatus.Ok;
    }

    /// <summary>
    /// What the relay is told; the settings from before when they say the same. Another a=tls-id is another association (RFC
    /// 8842 §4).
    /// </summary>
    public static DtlsSettings Agree(
        in LineView peer, DtlsRole role, ImmutableArray<SrtpSuite> suites, DtlsSettings? before, uint tlsIdBefore)
    {
        var association = before is null ? 0 : before.Association + (tlsIdBefore != peer.Transport.TlsId ? 1 : 0);
        var same = before is not null && before.Role == role && before.Remote == peer.Transport.Fingerprint
            && before.Association == association && before.Suites.AsSpan().SequenceEqual(suites.AsSpan());
        return same
            ? before!
            : new DtlsSettings(role, peer.Transport.Fingerprint)
            {
                Association = association,
                Suites = suites,
            };
    }

    public static void Write(scoped ref SdpWriter writer, in DtlsFingerprint fingerprint, SetupAttribute setup)
    {
        Span<byte> text = stackalloc byte[DtlsFingerprint.MaxTextLength];
        fingerprint.TryFormat(text, out var length);
        writer.Append("a=fingerprint:"u8);
        writer.Line(text[..length]);
        switch (setup)
        {
            case SetupAttribute.ActPass:
                writer.Line("a=setup:actpass"u8);
                break;
            case SetupAttribute.Active:
                writer.Line("a=setup:active"u8);
                break;
            case SetupAttribute.Passive:
                writer.Line("a=setup:passive"u8);
                break;
        }
    }
}
