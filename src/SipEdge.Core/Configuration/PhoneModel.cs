namespace SipEdge.Core.Configuration;

/// <summary>Phones of one domain, resolved. Immutable after construction.</summary>
public sealed class PhoneModel
{
    /// <summary>Where they are registered, and whose calls they take.</summary>
    public required TrunkModel Pbx { get; init; }

    /// <summary>
    /// The phones themselves as a peer: what they are offered and told. It has no gateways of its own; each registered contact
    /// stands for one.
    /// </summary>
    public required TrunkModel Phones { get; init; }

    /// <summary>What they may offer when they call.</summary>
    public required MediaRules CallerMedia { get; init; }

    public required PhoneAuthentication Authentication { get; init; }

    /// <summary>The host of the address of record towards the PBX.</summary>
    public required byte[] RegistrarDomain { get; init; }

    public required int LeastExpires { get; init; }

    public required int PhoneExpires { get; init; }

    public required int PbxExpires { get; init; }

    public required int MaxContacts { get; init; }

    public required int MaxPerSource { get; init; }

    public required int MaxPhones { get; init; }

    public required int RegistrationsPerSecond { get; init; }

    /// <summary>How often the PBX is asked whether it still knows a phone; 0: never.</summary>
    public required long CheckMs { get; init; }

    public required long MaxWaitMs { get; init; }

    public required PhoneKeepalive Keepalive { get; init; }

    public required long KeepaliveMs { get; init; }

    public ConfigLine Line { get; init; }
}
