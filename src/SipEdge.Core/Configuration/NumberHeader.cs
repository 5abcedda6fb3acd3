namespace SipEdge.Core.Configuration;

/// <summary>The places of a request that carry a number, each with a format of its own.</summary>
public enum NumberHeader : byte
{
    RequestUri,
    To,
    From,

    /// <summary>P-Asserted-Identity (RFC 3325).</summary>
    Asserted,

    /// <summary>P-Preferred-Identity (RFC 3325).</summary>
    Preferred,

    /// <summary>Remote-Party-ID, which never became an RFC.</summary>
    RemoteParty,

    /// <summary>Diversion (RFC 5806).</summary>
    Diversion,
}
