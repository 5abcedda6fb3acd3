using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Media.Sdp;

namespace SipEdge.Core.Calls;

/// <summary>Can an offer be used, and is its audio as its trunk must have it?</summary>
internal static class OfferCheck
{
    /// <param name="offer">A session description.</param>
    /// <param name="offerer">The trunk that made it; null for a peer that is none.</param>
    /// <param name="audio">What it says of audio.</param>
    /// <returns>Why it is refused; null when it can be used.</returns>
    public static ReasonCode? Read(ReadOnlySpan<byte> offer, TrunkModel? offerer, out AudioDescription audio)
    {
        var status = OfferAnswer.Read(offer, out audio);
        if (status != SdpStatus.Ok)
        {
            return MediaReasons.Of(status);
        }
        return !audio.Secure && offerer is { Security: TrunkSecurity.Secure } ? ReasonCode.SrtpRequired : null;
    }
}
