namespace SipEdge.Core.Configuration;

/// <summary>A header that carries a network's word on who calls, the most trusted first.</summary>
public enum IdentityHeader : byte
{
    /// <summary>P-Asserted-Identity (RFC 3325 §9.1).</summary>
    Pai,

    /// <summary>P-Preferred-Identity (RFC 3325 §9.2).</summary>
    Ppi,

    /// <summary>Remote-Party-ID, a draft that never became an RFC and that much equipment speaks.</summary>
    Rpid,
}
