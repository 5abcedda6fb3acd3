namespace SipEdge.Core.Configuration;

/// <summary>
/// H(user:realm:password) in hex, one per algorithm (RFC 8760 §2.3), for a server that must not hold passwords.
/// </summary>
public sealed record Ha1Options
{
    public SecretReference? Md5 { get; init; }

    public SecretReference? Sha256 { get; init; }

    public SecretReference? Sha512T256 { get; init; }
}
