namespace SipEdge.Core.Configuration;

/// <summary>A digest user. The name is the key; either the password or HA1 values are referred to.</summary>
public sealed record AccountOptions
{
    public SecretReference? Password { get; init; }

    public Ha1Options? Ha1 { get; init; }

    public CallerOptions Caller { get; init; } = new();

    /// <summary>For the PBX that its phones are registered at. Null: the PBX takes the edge's word.</summary>
    public AccountPbxOptions? Pbx { get; init; }
}
