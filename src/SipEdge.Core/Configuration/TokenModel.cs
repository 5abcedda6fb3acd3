using System.Security.Cryptography;

namespace SipEdge.Core.Configuration;

/// <summary>A header pair that admits through one ACL. Immutable after construction.</summary>
public sealed class TokenModel
{
    // Of the token, not the token: equal lengths make the comparison take equal time whatever was presented.
    private readonly byte[] _sha256;

    public TokenModel(string sid, ReadOnlySpan<byte> token, AclModel acl, ConfigLine line)
    {
        Sid = sid;
        Acl = acl;
        Line = line;
        _sha256 = SHA256.HashData(token);
    }

    public string Sid { get; }

    public AclModel Acl { get; }

    public ConfigLine Line { get; }

    /// <summary>Compares in constant time with the SHA-256 of what was presented.</summary>
    public bool Matches(ReadOnlySpan<byte> presentedSha256) => CryptographicOperations.FixedTimeEquals(_sha256, presentedSha256);

    public override string ToString() => Sid;
}
