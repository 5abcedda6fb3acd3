using System.Collections.Immutable;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Configuration;

/// <summary>One peer of a trunk and the places where it answers. Immutable after construction.</summary>
public sealed class GatewayModel
{
    public required string Name { get; init; }

    public required string TrunkName { get; init; }

    /// <summary><see cref="TrunkModel.Id"/> of its trunk.</summary>
    public required string TrunkId { get; init; }

    /// <summary>
    /// In the order of their priority. An address has one; a name has those it stands for, and none while it is not resolved.
    /// </summary>
    public required ImmutableArray<TargetModel> Targets
    {
        get;
        init
        {
            field = value;
            foreach (var target in value)
            {
                target.Gateway = this;
            }
        }
    }

    public required UriScheme Scheme { get; init; }

    /// <summary>It is called once more with sip, over the same TLS, when it refuses sips.</summary>
    public bool MayFallBackToSip { get; init; }

    /// <summary>What it is offered, and what may come back.</summary>
    public required MediaRules Media { get; init; }

    /// <summary>"192.0.2.7:5070" as it stands in a URI; the default port of its scheme and transport is left out.</summary>
    public required byte[] HostPort { get; init; }

    public required GatewayDirection Direction { get; init; }

    public required int Priority { get; init; }

    /// <summary>Among those of its priority.</summary>
    public int Weight { get; init; }

    public string? Region { get; init; }

    public required bool Active { get; init; }

    public ConfigLine Line { get; init; }

    public override string ToString() => $"{TrunkName}/{Name}";
}
