using SipEdge.Core.Admission;
using SipEdge.Media.Sdp;

namespace SipEdge.Core.Calls;

/// <summary>What a description that cannot be used is called towards callers and in records.</summary>
internal static class MediaReasons
{
    public static ReasonCode Of(SdpStatus status) => status switch
    {
        SdpStatus.NoAudio => ReasonCode.NoCommonMedia,
        SdpStatus.NoCommonCrypto => ReasonCode.SrtpRequired,
        _ => ReasonCode.SdpMalformed,
    };
}
