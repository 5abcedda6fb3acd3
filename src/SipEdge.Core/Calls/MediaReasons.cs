using SipEdge.Core.Admission;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Sdp;

namespace SipEdge.Core.Calls;

/// <summary>What a description that cannot be used is called towards callers and in records.</summary>
internal static class MediaReasons
{
    /// <param name="status">What was found.</param>
    /// <param name="description">Where it was found.</param>
    public static ReasonCode Of(SdpStatus status, ReadOnlySpan<byte> description) => status switch
    {
        SdpStatus.NoMedia when FaxAlone.Is(description) => ReasonCode.FaxRefused,
        SdpStatus.NoMedia or SdpStatus.UnsupportedProfile => ReasonCode.NoCommonMedia,
        SdpStatus.NoCommonFormat => ReasonCode.CodecNotAllowed,
        SdpStatus.SrtpRequired or SdpStatus.NoCommonCrypto or SdpStatus.MkiNotSupported
            or SdpStatus.CryptoParameterNotSupported => ReasonCode.SrtpRequired,
        SdpStatus.SrtpNotAllowed => ReasonCode.SrtpRefused,
        SdpStatus.MulticastAddress => ReasonCode.MediaAddressRefused,
        SdpStatus.NotOffered or SdpStatus.AnswerLines or SdpStatus.ProfileMismatch or SdpStatus.NoOffer => ReasonCode.BadAnswer,
        SdpStatus.OfferPending => ReasonCode.RequestPending,
        SdpStatus.NoSession => ReasonCode.MediaUnavailable,
        _ => ReasonCode.SdpMalformed,
    };
}
