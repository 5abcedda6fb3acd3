namespace SipEdge.Media.Negotiation;

/// <summary>What a format of an RTP line is there for.</summary>
internal enum FormatRole : byte
{
    /// <summary>A payload type that nothing explains.</summary>
    Unknown,
    Codec,

    /// <summary>telephone-event (RFC 4733).</summary>
    Events,

    /// <summary>Comfort noise (RFC 3389).</summary>
    Noise,

    /// <summary>Redundancy or repair of other formats, which its parameters name: red, rtx, ulpfec.</summary>
    Companion,
}
