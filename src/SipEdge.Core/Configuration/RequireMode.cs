namespace SipEdge.Core.Configuration;

/// <summary>Which factors an ACL asks for before it admits.</summary>
public enum RequireMode : byte
{
    /// <summary>One listed address or one listed credential is enough.</summary>
    Any,

    /// <summary>A listed address; credentials are not asked for.</summary>
    Ip,

    /// <summary>A listed credential. Listed addresses still restrict where it may come from, unless allow_any_source.</summary>
    Credential,

    /// <summary>Both, from the same ACL.</summary>
    IpAndCredential,
}
