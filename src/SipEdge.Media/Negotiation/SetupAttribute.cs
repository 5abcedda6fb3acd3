namespace SipEdge.Media.Negotiation;

/// <summary>Who begins a DTLS association, as a=setup says it (RFC 4145 §4).</summary>
internal enum SetupAttribute : byte
{
    /// <summary>It does not say.</summary>
    None,
    ActPass,
    Active,
    Passive,

    /// <summary>"holdconn", or a word that is none: nothing can be set up by it.</summary>
    Unusable,
}
