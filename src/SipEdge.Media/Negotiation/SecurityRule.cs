using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>Plain or SRTP, and by which keys: what policy makes of a peer's description, and what is offered to a peer.</summary>
internal static class SecurityRule
{
    /// <summary>Takes the keys of an offered line, or says why policy does not let it be answered.</summary>
    public static SdpStatus OfOffer(in LineView line, LegPolicy policy, out PeerKeys keys)
    {
        keys = default;
        var required = policy.Srtp == SrtpOffer.Required;
        if (!MediaProfiles.IsSecure(line.Profile))
        {
            // UDPTL has no keys; RTP/AVP with some is the offer of RFC 8643, which may also be answered without.
            var usable = line.Profile != MediaProfile.Udptl && line.HasCrypto && policy.Srtp != SrtpOffer.Off
                && CryptoOffer.Choose(line.Lines, policy.Suites, out keys) == SdpStatus.Ok;
            return required && !usable ? SdpStatus.SrtpRequired : SdpStatus.Ok;
        }

        return policy.Srtp == SrtpOffer.Off
            ? SdpStatus.SrtpNotAllowed
            : CryptoOffer.Choose(line.Lines, policy.Suites, out keys);
    }

    /// <summary>
    /// Do the describer's own keys go to the other leg (K-04, V-23), so that the edge cannot read the packets? Only where both
    /// legs want it, and where the line is as the other leg's policy wants it.
    /// </summary>
    public static bool PassesKeys(in LineView line, LegPolicy from, LegPolicy to)
    {
        var secure = MediaProfiles.IsSecure(line.Profile);
        return (from.Direct && to.Direct)
            || (from.EndToEnd && to.EndToEnd && secure && line.HasCrypto && to.Srtp != SrtpOffer.Off);
    }

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
        MediaKind kind,
        MediaProfile source,
        LegPolicy policy,
        in LineSide spoken,
        out MediaProfile profile,
        out KeySource keys)
    {
        keys = KeySource.None;
        if (kind == MediaKind.Fax)
        {
            profile = MediaProfile.Udptl;
            return policy.Srtp != SrtpOffer.Required;
        }

        if (spoken.Keys != KeySource.None && spoken.Profile != MediaProfile.Unsupported && policy.Srtp != SrtpOffer.Off)
        {
            profile = spoken.Profile;
            keys = spoken.Keys;
            return true;
        }

        // Feedback only for video, which cannot do without: fewer devices refuse plain AVP.
        var feedback = kind == MediaKind.Video && MediaProfiles.HasFeedback(source);
        keys = policy.Srtp is SrtpOffer.Optional or SrtpOffer.Required ? KeySource.Crypto : KeySource.None;
        profile = (policy.Srtp == SrtpOffer.Required, feedback) switch
        {
            (true, true) => MediaProfile.Savpf,
            (true, false) => MediaProfile.Savp,
            (false, true) => MediaProfile.Avpf,
            (false, false) => MediaProfile.Avp,
        };
        return true;
    }

    /// <summary>Takes the keys of an answer to what we offered.</summary>
    public static SdpStatus OfAnswer(
        in LineView answer, MediaProfile offered, KeySource offeredKeys, LegPolicy policy, out PeerKeys keys)
    {
        keys = default;
        var secure = MediaProfiles.IsSecure(answer.Profile);
        if (MediaProfiles.IsSecure(offered) != secure || MediaProfiles.IsDtls(offered) != MediaProfiles.IsDtls(answer.Profile)
            || (offered == MediaProfile.Udptl) != (answer.Profile == MediaProfile.Udptl))
        {
            return MediaProfiles.IsSecure(offered) && !secure ? SdpStatus.SrtpRequired : SdpStatus.ProfileMismatch;
        }

        if (offeredKeys == KeySource.None || (!secure && !answer.HasCrypto))
        {
            return SdpStatus.Ok;
        }

        var status = CryptoOffer.ReadAnswer(answer.Lines, out keys);
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
        if (MediaProfiles.IsSecure(offer.Profile) != MediaProfiles.IsSecure(answer.Profile)
            || (offer.Profile == MediaProfile.Udptl) != (answer.Profile == MediaProfile.Udptl))
        {
            return SdpStatus.ProfileMismatch;
        }

        if (!offer.HasCrypto || (!answer.HasCrypto && !MediaProfiles.IsSecure(answer.Profile)))
        {
            return SdpStatus.Ok;
        }

        var status = CryptoOffer.ReadAnswer(answer.Lines, out keys);
        return status == SdpStatus.Ok
            ? CryptoOffer.Find(offer.Lines, keys.Tag, keys.Key.Suite, out keys.OffererKey)
            : status;
    }
}
