namespace SipEdge.Core.Configuration;

/// <summary>As whom the edge registers a phone of this account when the PBX asks for a password.</summary>
public sealed record AccountPbxOptions
{
    /// <summary>Default: the account's name.</summary>
    public string? Username { get; init; }

    public SecretReference? Password { get; init; }
}
