using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>The Warning that a 488 carries for what cannot be answered (RFC 3261 §20.43).</summary>
public static class MediaWarning
{
    public const int MediaTypeNotAvailable = 304;
    public const int IncompatibleMediaFormat = 305;

    /// <summary>The warn-code for a description that is well formed and not acceptable; 0 for any other status.</summary>
    public static int Of(SdpStatus status) => status switch
    {
        SdpStatus.NoMedia => MediaTypeNotAvailable,
        SdpStatus.NoCommonFormat => IncompatibleMediaFormat,

        // 301 to 303 speak of networks and transports; a profile or suite that does not fit is a format.
        SdpStatus.UnsupportedProfile or SdpStatus.NoCommonCrypto or SdpStatus.MkiNotSupported
            or SdpStatus.CryptoParameterNotSupported or SdpStatus.SrtpRequired or SdpStatus.SrtpNotAllowed
            or SdpStatus.BadSetup => IncompatibleMediaFormat,
        _ => 0,
    };
}
