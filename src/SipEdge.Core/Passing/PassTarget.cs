using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Passing;

/// <summary>Where a request that is no call goes.</summary>
/// <param name="trunk">Whose rules hold for it; null for a phone.</param>
/// <param name="flow">The way there.</param>
/// <param name="uri">Its Request-URI.</param>
internal readonly ref struct PassTarget(TrunkModel? trunk, Flow flow, ReadOnlySpan<byte> uri)
{
    public TrunkModel? Trunk { get; } = trunk;

    public Flow Flow { get; } = flow;

    public ReadOnlySpan<byte> Uri { get; } = uri;

    /// <summary><see cref="TargetModel.RouteLine"/>.</summary>
    public ReadOnlySpan<byte> RouteLine { get; init; }
}
