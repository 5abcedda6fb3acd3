namespace SipEdge.Core.Configuration;

/// <summary>
/// What a trunk is shown of a caller and what it is believed, as the bytes that go on the wire. Null: as the caller's side has
/// it. Immutable after construction.
/// </summary>
public sealed class IdentityRules
{
    /// <summary>Of a peer that is no trunk: nothing it says is believed, nothing is told.</summary>
    public static IdentityRules Stranger { get; } = new();

    /// <summary>For From of an INVITE.</summary>
    public byte[]? FromUser { get; init; }

    public byte[]? FromHost { get; init; }

    /// <summary>With its quotes.</summary>
    public byte[]? FromDisplay { get; init; }

    /// <summary>What it asserts is believed.</summary>
    public bool TrustedInbound { get; init; }

    /// <summary>It may be told what we know, and keeps it to itself when asked to (RFC 3325 §7).</summary>
    public bool TrustedOutbound { get; init; }

    public AssertedIdentityMode Pai { get; init; } = AssertedIdentityMode.Remove;

    /// <summary>An identity goes to it although it is untrusted, unless its owner asked for privacy.</summary>
    public bool TellUntrusted { get; init; }

    public bool PaiInAck { get; init; }

    /// <summary>Every call to it is anonymous.</summary>
    public bool Restricted { get; init; }

    public IdentityHeaders Accepts { get; init; } = new(Pai: true, Ppi: false, Rpid: false);

    public IdentityHeaders Sends { get; init; } = new(Pai: true, Ppi: false, Rpid: false);

    public IdentityForm Form { get; init; }

    public ConfigLine Line { get; init; }
}
