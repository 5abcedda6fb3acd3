using System.Collections.Immutable;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Configuration;

/// <summary>
/// A host name the edge answers for, with everything that may admit a call to it. Immutable after construction.
/// </summary>
public sealed class DomainModel
{
    private readonly ulong[] _aclBits;
    private readonly Utf8Map<AccountModel> _accounts;
    private readonly Utf8Map<TokenModel> _tokens;

    internal DomainModel(
        string name, string realm, ImmutableArray<AclModel> acls, IEnumerable<AccountModel> accounts,
        IEnumerable<TokenModel> tokens)
    {
        Name = name;
        Realm = System.Text.Encoding.UTF8.GetBytes(realm);
        Acls = acls;
        _aclBits = new ulong[((acls.IsEmpty ? 0 : acls.Max(acl => acl.Index)) / 64) + 1];
        foreach (var acl in acls)
        {
            _aclBits[acl.Index / 64] |= 1UL << (acl.Index % 64);
        }
        var open = acls.Where(acl => acl is { CredentialCounts: true, AddressRestricts: false }).ToList();
        AccountsFromAnywhere = open.Exists(acl => acl.HasAccounts);
        TokensFromAnywhere = open.Exists(acl => acl.HasTokens);
        ClearTokensFromAnywhere = open.Exists(acl => acl is { HasTokens: true, AllowCleartextToken: true });
        _accounts = new Utf8Map<AccountModel>(accounts.Select(account => (account.Name, account)), ignoreCase: false);
        _tokens = new Utf8Map<TokenModel>(tokens.Select(token => (token.Sid, token)), ignoreCase: false);
    }

    public string Name { get; }

    public byte[] Realm { get; }

    /// <summary>The ACLs attached, and those that inbound gateways stand for.</summary>
    public ImmutableArray<AclModel> Acls { get; }

    /// <summary>Over UDP and TCP no credential is asked for or looked at.</summary>
    public bool RequireTlsForAuth { get; init; }

    /// <summary>Over TLS the handshake must have asked for <see cref="Name"/> (SNI).</summary>
    public bool RequireSni { get; init; }

    /// <summary>OPTIONS is answered to whoever asks.</summary>
    public bool AnswerOptions { get; init; }

    /// <summary>Null: nobody can register.</summary>
    public PhoneModel? Phones { get; init; }

    public required ChallengeMode Challenge { get; init; }

    /// <summary>Offered to everyone alike, best first: the list must not tell which users exist (RFC 8760 §2.4).</summary>
    public required DigestAlgorithm[] Algorithms { get; init; }

    public ConfigLine Line { get; init; }

    /// <summary>An ACL that is not attached is never consulted.</summary>
    public bool Has(AclModel acl)
    {
        var word = acl.Index / 64;
        return word < _aclBits.Length && (_aclBits[word] & (1UL << (acl.Index % 64))) != 0;
    }

    /// <summary>An account may come from any address, so that a challenge may help a stranger.</summary>
    public bool AccountsFromAnywhere { get; }

    public bool TokensFromAnywhere { get; }

    /// <summary>As <see cref="TokensFromAnywhere"/>, and over UDP and TCP too.</summary>
    public bool ClearTokensFromAnywhere { get; }

    /// <summary>Whether a TLS client that asked for this name asked for the domain.</summary>
    public bool IsNamed(string? indicated) => string.Equals(indicated, Name, StringComparison.OrdinalIgnoreCase);

    public AccountModel? FindAccount(ReadOnlySpan<byte> name) => _accounts.Find(name);

    public TokenModel? FindToken(ReadOnlySpan<byte> sid) => _tokens.Find(sid);

    public IEnumerable<TokenModel> Tokens => _tokens.Values;

    public bool HasTokens => _tokens.Count > 0;

    public override string ToString() => Name;
}
