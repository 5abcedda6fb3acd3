using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>Plain or SRTP, and by which keys: what policy makes of a peer's description, and what is offered to a peer.</summary>
internal static class SecurityRule
{
    /// <summary>Takes the keys of an offered line, or says why policy does not let it be answered.</summary>
    /// <param name="line">The line.</param>
    /// <param name="policy">Policy of the leg that offers it.</param>
    /// <param name="dtls">We have a certificate.</param>
    /// <param name="keys">What was taken; no source for a line that is answered in the clear.</param>
    public static SdpStatus OfOffer(in LineView line, LegPolicy policy, bool dtls, out PeerKeys keys)
    {
        keys = default;
        if (MediaProfiles.IsSecure(line.Profile))
        {
            return policy.Srtp == SrtpOffer.Off ? SdpStatus.SrtpNotAllowed : Choose(line, policy, dtls, out keys);
        }

        // UDPTL has no keys; RTP/AVP with some is the offer of RFC 8643, which may also be answered without.
        var usable = line.Profile != MediaProfile.Udptl && (line.HasCrypto || line.HasFingerprint)
            && policy.Srtp != SrtpOffer.Off && Choose(line, policy, dtls, out keys) == SdpStatus.Ok;
        if (!usable)
        {
            keys = default;
        }

        return policy.Srtp == SrtpOffer.Required && !usable ? SdpStatus.SrtpRequired : SdpStatus.Ok;
    }

    /// <summary>
    /// Do the describer's own keys go to the other leg (K-04, V-23), so that the edge cannot read the packets? Only where both
    /// legs want it, and where the line is as the other leg's policy wants it.
    /// </summary>
    public static bool PassesKeys(in LineView line, LegPolicy from, LegPolicy to) =>
        (from.Direct && to.Direct)
        || (from.EndToEnd && to.EndToEnd && line.HasCrypto && to.Srtp != SrtpOffer.Off
            && line.Profile is MediaProfile.Savp or MediaProfile.Savpf);

    /// <summary>Is a line whose keys pass as the other leg's policy wants it?</summary>
    public static SdpStatus OfPassed(in LineView line, LegPolicy to) => (to.Srtp, MediaProfiles.IsSecure(line.Profile)) switch
    {
        (SrtpOffer.Off, true) => SdpStatus.SrtpNotAllowed,
        (SrtpOffer.Required, false) => SdpStatus.SrtpRequired,
        _ => SdpStatus.Ok,
    };

    /// <summary>
    /// What we offer: what the leg has spoken since its last answer when that is encrypted, else what policy says. False for a
    /// line that policy wants encrypted and that cannot be.
    /// </summary>
    public static bool TryOffer(
        in LineView source,
        LegPolicy policy,
        bool dtls,
        in LineSide spoken,
        out MediaProfile profile,
        out KeySource keys)
    {
        keys = KeySource.None;
        if (source.Kind == MediaKind.Fax)
        {
            profile = MediaProfile.Udptl;
            return policy.Srtp != SrtpOffer.Required;
        }

        if (spoken.Keys != KeySource.None && policy.Srtp != SrtpOffer.Off)
        {
            profile = spoken.Profile;
            keys = spoken.Keys;
            return true;
        }

        var wanted = policy.Srtp is SrtpOffer.Optional or SrtpOffer.Required;
        keys = (wanted, policy.Keying) switch
        {
            (true, SrtpKeying.Dtls) when dtls => KeySource.Dtls,
            (true, SrtpKeying.Sdes) => KeySource.Crypto,
            _ => KeySource.None,
        };

        // Feedback only for video, which cannot do without: fewer devices refuse plain AVP. DTLS peers expect it everywhere.
        var feedback = source.Kind == MediaKind.Video && MediaProfiles.HasFeedback(source.Profile);
        profile = (policy.Srtp == SrtpOffer.Required, keys, feedback) switch
        {
            (true, KeySource.Dtls, _) => MediaProfile.DtlsSavpf,
            (true, _, true) => MediaProfile.Savpf,
            (true, _, false) => MediaProfile.Savp,
            (false, _, true) => MediaProfile.Avpf,
            (false, _, false) => MediaProfile.Avp,
        };
        return policy.Srtp != SrtpOffer.Required || keys != KeySource.None;
    }

    /// <summary>Takes the keys of an answer to what we offered.</summary>
    public static SdpStatus OfAnswer(
        in LineView answer, MediaProfile offered, KeySource offeredKeys, LegPolicy policy, out PeerKeys keys)
    {
        keys = default;
        var status = OfProfile(answer.Profile, offered);
        if (status != SdpStatus.Ok || offeredKeys == KeySource.None)
        {
            return status;
        }

        var secure = MediaProfiles.IsSecure(answer.Profile);
        if (offeredKeys == KeySource.Dtls)
        {
            keys.Source = answer.HasFingerprint ? KeySource.Dtls : KeySource.None;
            return secure && !answer.HasFingerprint ? SdpStatus.NoCommonCrypto
                : answer.HasFingerprint ? DtlsSetup.Answered(answer, out keys.Role) : SdpStatus.Ok;
        }

        if (!secure && !answer.HasCrypto)
        {
            return SdpStatus.Ok;
        }

        status = CryptoOffer.ReadAnswer(answer.Lines, out keys);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        return CryptoOffer.OfferedSuite(policy.Suites, keys.Tag) == keys.Key.Suite ? SdpStatus.Ok : SdpStatus.NotOffered;
    }

    /// <summary>Takes the keys of an answer to an offer whose own keys passed: the answer must take one of them.</summary>
    public static SdpStatus OfPassedAnswer(in LineView offer, in LineView answer, out PeerKeys keys)
    {
        keys = default;
        var status = OfProfile(answer.Profile, offer.Profile);
        if (status != SdpStatus.Ok || !offer.HasCrypto || (!answer.HasCrypto && !MediaProfiles.IsSecure(answer.Profile)))
        {
            return status;
        }

        status = CryptoOffer.ReadAnswer(answer.Lines, out keys);
        return status == SdpStatus.Ok
            ? CryptoOffer.Find(offer.Lines, keys.Tag, keys.Key.Suite, out keys.OffererKey)
            : status;
    }

    /// <summary>The peer's a=crypto or its certificate: what it has, and of both what policy would offer.</summary>
    private static SdpStatus Choose(in LineView line, LegPolicy policy, bool dtls, out PeerKeys keys)
    {
        keys = default;
        var status = SdpStatus.NoCommonCrypto;
        if (dtls && line.HasFingerprint
            && (policy.Keying == SrtpKeying.Dtls || MediaProfiles.IsDtls(line.Profile) || !line.HasCrypto))
        {
            keys.Source = KeySource.Dtls;
            return line.Transport.Setup == SetupAttribute.Unusable ? SdpStatus.BadSetup : SdpStatus.Ok;
        }

        return MediaProfiles.IsDtls(line.Profile) ? status : CryptoOffer.Choose(line.Lines, policy.Suites, out keys);
    }

    /// <summary>An answer has the profile of its offer (RFC 3264 §6.1), give or take feedback.</summary>
    private static SdpStatus OfProfile(MediaProfile answered, MediaProfile offered)
    {
        var same = MediaProfiles.IsSecure(offered) == MediaProfiles.IsSecure(answered)
            && MediaProfiles.IsDtls(offered) == MediaProfiles.IsDtls(answered)
            && (offered == MediaProfile.Udptl) == (answered == MediaProfile.Udptl)
            && answered != MediaProfile.Unsupported;
        return same ? SdpStatus.Ok
            : MediaProfiles.IsSecure(offered) && !MediaProfiles.IsSecure(answered) ? SdpStatus.SrtpRequired
            : SdpStatus.ProfileMismatch;
    }
}
