namespace SipEdge.Core.Rewrite;

/// <summary>The refresher parameter of Session-Expires (RFC 4028 §4), in the roles of the request that carries or answers it.</summary>
internal enum SessionRole : byte
{
    None,
    Uac,
    Uas,
}
