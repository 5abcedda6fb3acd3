using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>A set of identity headers.</summary>
public readonly record struct IdentityHeaders(bool Pai, bool Ppi, bool Rpid)
{
    public static IdentityHeaders Of(ImmutableArray<IdentityHeader> headers) => new(
        headers.Contains(IdentityHeader.Pai), headers.Contains(IdentityHeader.Ppi), headers.Contains(IdentityHeader.Rpid));
}
