using System.Collections.Immutable;
using System.Text;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Configuration;

/// <summary>
/// A user at a peer and what proves it, per realm: the edge's own at a trunk, or an account's at the PBX of its phones. Immutable after
/// construction.
/// </summary>
public sealed class TrunkCredentials : IDigestSecrets
{
    private readonly byte[] _username;

    // Hex, by realm and algorithm. No property: nothing that walks properties may find them.
    private readonly ImmutableArray<(byte[] Realm, byte[]?[] Ha1)> _realms;

    // Only for "*", whose realms are not known before they ask.
    private readonly Secret? _password;

    internal TrunkCredentials(string username, ImmutableArray<(byte[] Realm, byte[]?[] Ha1)> realms, Secret? password)
    {
        _username = Encoding.UTF8.GetBytes(username);
        _realms = realms;
        _password = password;
    }

    public ReadOnlySpan<byte> Username => _username;

    public DigestAlgorithm MinAlgorithm { get; init; }

    public bool RequireTls { get; init; }

    public WhenRefused WhenRefused { get; init; }

    public ConfigLine Line { get; init; }

    public bool Covers(ReadOnlySpan<byte> realm) => _password is not null || Find(realm) is not null;

    public int WriteHa1(DigestAlgorithm algorithm, ReadOnlySpan<byte> realm, Span<byte> hex)
    {
        if (_password is not null)
        {
            return DigestResponse.WriteHa1(algorithm, _username, realm, _password.Reveal(), hex);
        }
        if (Find(realm)?[(int)algorithm] is not { } ha1)
        {
            return 0;
        }
        ha1.CopyTo(hex);
        return ha1.Length;
    }

    /// <summary>Whether the other proves the same to the same: what a reload need not act on.</summary>
    public bool IsSameAs(TrunkCredentials? other) =>
        other is not null && _username.AsSpan().SequenceEqual(other._username) && _realms.Length == other._realms.Length
        && (_password is null ? other._password is null
            : other._password is { } password && _password.Reveal().SequenceEqual(password.Reveal()))
        && _realms.Zip(other._realms).All(static pair => pair.First.Realm.AsSpan().SequenceEqual(pair.Second.Realm)
            && pair.First.Ha1.Zip(pair.Second.Ha1).All(static hashes => hashes.First.AsSpan().SequenceEqual(hashes.Second)));

    public override string ToString() => Encoding.UTF8.GetString(_username);

    private byte[]?[]? Find(ReadOnlySpan<byte> realm)
    {
        foreach (var (name, ha1) in _realms)
        {
            if (realm.SequenceEqual(name))
            {
                return ha1;
            }
        }
        return null;
    }
}
