namespace SipEdge.Core.Configuration;

/// <summary>One header pair: the SID is a name, the token a secret.</summary>
public sealed record TokenOptions
{
    public required string Sid { get; init; }

    public SecretReference? Token { get; init; }
}
