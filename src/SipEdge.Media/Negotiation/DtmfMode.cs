namespace SipEdge.Media.Negotiation;

/// <summary>How the digits of a leg travel.</summary>
public enum DtmfMode : byte
{
    /// <summary>As telephone-event packets (RFC 4733); also offered to the leg when the other side has none.</summary>
    Rfc4733,

    /// <summary>In SIP INFO; telephone-event is not offered to the leg and not agreed with it.</summary>
    Info,

    /// <summary>As tones in the audio, which pass as they are; telephone-event passes only when both sides have it.</summary>
    Inband,
}
