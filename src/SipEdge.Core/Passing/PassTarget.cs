using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Passing;

/// <summary>Where a request that is no call goes.</summary>
/// <param name="trunk">Whose rules hold for it; the phones of a domain are one.</param>
/// <param name="target">The address there.</param>
/// <param name="uri">Its Request-URI.</param>
internal readonly ref struct PassTarget(TrunkModel trunk, TargetModel target, ReadOnlySpan<byte> uri)
{
    public TrunkModel Trunk { get; } = trunk;

    public Flow Flow { get; } = target.Flow;

    public ReadOnlySpan<byte> Uri { get; } = uri;

    /// <summary>What To says: of a phone its address of record.</summary>
    public ReadOnlySpan<byte> To { get; } = target.ToUri ?? uri;

    public ReadOnlySpan<byte> RouteLine { get; } = target.RouteLine;

    /// <summary>The token of the registered contact that it is; null where it is none.</summary>
    public UInt128? Phone { get; init; }
}
