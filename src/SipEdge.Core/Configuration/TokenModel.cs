using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SipEdge.Core.Configuration;

/// <summary>
/// A header pair that admits through one ACL: the token in force, and while it is being changed at the peers the one before it,
/// until that expires. Immutable after construction.
/// </summary>
public sealed class TokenModel
{
    // Of the tokens, not the tokens: equal lengths make the comparison take equal time whatever was presented. Without a token
    // before it a random one stands there, so that every comparison does the same work.
    private readonly byte[] _current;
    private readonly byte[] _previous;

    public TokenModel(string sid, TokenFile file, AclModel acl, ConfigLine line)
    {
        Sid = sid;
        Acl = acl;
        Line = line;
        Since = file.Since;
        PreviousUntil = file.Until;
        _current = SHA256.HashData(file.Current.Reveal());
        _previous = file.Previous is { } previous
            ? SHA256.HashData(previous.Reveal())
            : RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    }

    public string Sid { get; }

    public AclModel Acl { get; }

    public ConfigLine Line { get; }

    /// <summary>When the token in force was made; null when its file does not say.</summary>
    public DateTimeOffset? Since { get; }

    /// <summary>The first moment at which the token before it is refused; null when there is none.</summary>
    public DateTimeOffset? PreviousUntil { get; }

    /// <summary>Tells one token from the next one of the same SID, also over a reload; tells nothing of the token.</summary>
    internal TokenKey Key => KeyOf(_current);

    internal TokenKey PreviousKey => KeyOf(_previous);

    /// <summary>Compares both, in constant time, with the SHA-256 of what was presented.</summary>
    public TokenMatch Match(ReadOnlySpan<byte> presentedSha256, DateTimeOffset time)
    {
        var current = CryptographicOperations.FixedTimeEquals(_current, presentedSha256);
        var previous = CryptographicOperations.FixedTimeEquals(_previous, presentedSha256);
        return current ? TokenMatch.Current
            : !previous ? TokenMatch.None
            : time < PreviousUntil ? TokenMatch.Previous : TokenMatch.Expired;
    }

    public override string ToString() => Sid;

    private TokenKey KeyOf(byte[] hash) => new(Sid, BinaryPrimitives.ReadUInt64LittleEndian(hash));
}
