namespace SipEdge.Core.Configuration;

/// <summary>One token of one SID: the SID and 64 bits of the token's hash.</summary>
internal readonly record struct TokenKey(string Sid, ulong Print)
{
    public override string ToString() => Sid;
}
