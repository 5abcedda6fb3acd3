using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>One peer relationship, resolved. Immutable after construction.</summary>
public sealed class TrunkModel
{
    public required string Name { get; init; }

    /// <summary>All, as written.</summary>
    public required ImmutableArray<GatewayModel> Gateways { get; init; }

    /// <summary>Those that may be called, in the order to try: by priority, then as written.</summary>
    public required ImmutableArray<GatewayModel> Outbound { get; init; }

    public required IdentityRules Identity { get; init; }

    public CallerRules Caller { get; init; } = CallerRules.None;

    /// <summary>Refusals of its calls say why.</summary>
    public bool ReasonHeader { get; init; }

    /// <summary>"host:port" for Contact, by listener number; null and beyond the end: what the listener advertises.</summary>
    public ImmutableArray<byte[]?> Contacts { get; init; } = [];

    public DiversionRules Diversion { get; init; } = DiversionRules.Off;

    public HeaderRules Headers { get; init; } = HeaderRules.None;

    /// <summary>What it may offer when it calls.</summary>
    public MediaRules Media { get; init; } = MediaRules.Default;

    public TrunkSecurity Security { get; init; }

    /// <summary>How it writes telephone numbers.</summary>
    public NumberPlan Numbers { get; init; } = NumberPlan.Default;

    public TrunkLimitOptions Limits { get; init; } = new();

    public ConfigLine Line { get; init; }

    /// <summary>What Contact says on that listener.</summary>
    public ReadOnlySpan<byte> ContactOn(byte listener, ReadOnlySpan<byte> sentBy) =>
        listener < Contacts.Length && Contacts[listener] is { } contact ? contact : sentBy;

    public override string ToString() => Name;
}
