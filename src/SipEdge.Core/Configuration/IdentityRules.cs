namespace SipEdge.Core.Configuration;

/// <summary>What a trunk is shown of a caller, as the bytes that go on the wire. Null: as the caller's side has it.</summary>
public sealed class IdentityRules
{
    public byte[]? FromUser { get; init; }

    public byte[]? FromHost { get; init; }

    /// <summary>With its quotes.</summary>
    public byte[]? FromDisplay { get; init; }

    /// <summary>Inside our trust domain: what it asserts is believed.</summary>
    public bool Trusted { get; init; }

    public AssertedIdentityMode Pai { get; init; } = AssertedIdentityMode.Remove;

    public ConfigLine Line { get; init; }
}
