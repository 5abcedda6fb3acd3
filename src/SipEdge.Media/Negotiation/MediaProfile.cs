namespace SipEdge.Media.Negotiation;

/// <summary>The transport protocol of an m= line (RFC 8866 §5.14).</summary>
internal enum MediaProfile : byte
{
    /// <summary>None that is relayed.</summary>
    Unsupported,
    Avp,
    Avpf,
    Savp,
    Savpf,
    DtlsSavp,
    DtlsSavpf,
    Udptl,
}
