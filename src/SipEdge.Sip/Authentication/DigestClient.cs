using System.Runtime.CompilerServices;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Authentication;

/// <summary>
/// The client's side of digest towards one peer: chooses which challenges to answer, and keeps them, so that the next request
/// carries credentials at once (RFC 3261 §22.2, §22.3; RFC 7616 §3.6; RFC 8760 §2.5). Within a realm the topmost challenge counts
/// that can be understood and is strong enough; several realms are answered together. Allocates nothing once its pool is warm.
/// Owned by one loop.
/// </summary>
/// <remarks>qop=auth-int is not answered: RFC 7616 lets a client choose, and every server that offers it offers auth.</remarks>
public sealed class DigestClient(BufferPool buffers)
{
    /// <summary>Realms that are kept: every proxy on a way may have one (RFC 3261 §22.3).</summary>
    public const int MaxRealms = 4;

    /// <summary>How often one request is sent again.</summary>
    public const int MaxRounds = 3;

    /// <summary>No server has reason for more; what is longer is not kept.</summary>
    private const int MaxChallengeLength = 2048;

    private readonly Kept[] _kept = new Kept[MaxRealms];
    private int _rounds;
    private uint _turn;

    /// <summary>Some realm has asked, and every further request carries credentials.</summary>
    public bool HasCredentials => !_kept[0].Value.IsEmpty;

    /// <summary>A request that nothing has refused yet is about to be sent.</summary>
    public void Begin() => _rounds = 0;

    /// <summary>Reads the challenges of a 401 or 407. What can be answered is kept for <see cref="Write"/>.</summary>
    /// <param name="response">The refusal. A forking proxy may put both kinds of challenge into one (RFC 3261 §22.3).</param>
    /// <param name="refused">The request as it was sent.</param>
    /// <param name="secrets">Of the peer that the request went to.</param>
    public ChallengeOutcome Take(scoped in SipMessageView response, scoped in SipMessageView refused, IDigestSecrets secrets)
    {
        if (_rounds >= MaxRounds)
        {
            return ChallengeOutcome.TooManyRounds;
        }

        _turn++;
        foreach (ref var kept in _kept.AsSpan())
        {
            kept.Asked = false;
        }

        var proxy = TakeAll(response, refused, secrets, proxy: true);
        var server = TakeAll(response, refused, secrets, proxy: false);
        var outcome = proxy > server ? proxy : server;
        if (outcome == ChallengeOutcome.Answerable)
        {
            _rounds++;
        }

        return outcome;
    }

    /// <summary>
    /// Writes Authorization and Proxy-Authorization lines for every realm that has asked. The challenges of a server without
    /// qop are answered once only: it cannot tell a second use from a replay.
    /// </summary>
    /// <param name="writer">Inside the headers of the request.</param>
    /// <param name="secrets">As given to <see cref="Take"/>.</param>
    /// <param name="method">Of the request.</param>
    /// <param name="uri">Its Request-URI.</param>
    /// <param name="cnonce">Random text; a token.</param>
    [SkipLocalsInit]
    public void Write(ref SipWriter writer, IDigestSecrets secrets, SipMethod method, scoped ReadOnlySpan<byte> uri,
        scoped ReadOnlySpan<byte> cnonce)
    {
        Span<byte> plain = stackalloc byte[DigestCredentials.MaxValueLength];
        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
        foreach (ref var kept in _kept.AsSpan())
        {
            if (kept.Value.IsEmpty || DigestChallengeView.TryParse(kept.Value.Filled, out var challenge) != DigestParseStatus.Complete
                || (!challenge.OffersAuth && kept.Count > 0))
            {
                continue;
            }

            var room = plain;
            QuotedText.TryUnescape(challenge.Realm, ref room, out var realm);
            var length = secrets.WriteHa1(challenge.Algorithm, realm, ha1);
            DigestAnswer.Write(ref writer, kept.Proxy, challenge, secrets.Username, ha1[..length], SipMethods.Name(method), uri,
                cnonce, ++kept.Count);
        }

        ha1.Clear();
    }

    /// <summary>The first realm that a refusal names, for people; empty without any. Escapes stay.</summary>
    public static ReadOnlySpan<byte> RealmOf(in SipMessageView response)
    {
        foreach (var id in (ReadOnlySpan<HeaderId>)[HeaderId.ProxyAuthenticate, HeaderId.WwwAuthenticate])
        {
            foreach (var value in response.Values(id))
            {
                if (DigestChallengeView.TryParse(value, out var challenge) == DigestParseStatus.Complete)
                {
                    return challenge.Realm;
                }
            }
        }

        return default;
    }

    public void Clear()
    {
        foreach (ref var kept in _kept.AsSpan())
        {
            buffers.Return(ref kept.Value);
            kept = default;
        }

        _rounds = 0;
    }

    private ChallengeOutcome TakeAll(
        scoped in SipMessageView response, scoped in SipMessageView refused, IDigestSecrets secrets, bool proxy)
    {
        var outcome = ChallengeOutcome.NoChallenge;
        foreach (var value in response.Values(proxy ? HeaderId.ProxyAuthenticate : HeaderId.WwwAuthenticate))
        {
            var said = Judge(value, refused, secrets, proxy);
            outcome = said > outcome ? said : outcome;
        }

        return outcome;
    }

    [SkipLocalsInit]
    private ChallengeOutcome Judge(
        scoped ReadOnlySpan<byte> value, scoped in SipMessageView refused, IDigestSecrets secrets, bool proxy)
    {
        Span<byte> room = stackalloc byte[DigestCredentials.MaxValueLength];
        if (value.Length > MaxChallengeLength
            || DigestChallengeView.TryParse(value, out var challenge) != DigestParseStatus.Complete
            || !QuotedText.TryUnescape(challenge.Realm, ref room, out var realm))
        {
            return ChallengeOutcome.NotUnderstood;
        }

        return !secrets.Covers(realm) ? ChallengeOutcome.ForeignRealm
            : challenge.Algorithm < secrets.MinAlgorithm ? ChallengeOutcome.WeakAlgorithm
            : TakeOne(value, challenge, realm, refused, secrets, proxy);
    }

    [SkipLocalsInit]
    private ChallengeOutcome TakeOne(
        scoped ReadOnlySpan<byte> value, scoped in DigestChallengeView challenge, scoped ReadOnlySpan<byte> realm,
        scoped in SipMessageView refused, IDigestSecrets secrets, bool proxy)
    {
        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
        if (secrets.WriteHa1(challenge.Algorithm, realm, ha1) == 0)
        {
            return ChallengeOutcome.NotUnderstood;
        }

        ha1.Clear();
        if (!TryPlace(challenge.Realm, proxy, out var place))
        {
            return ChallengeOutcome.TooManyRounds;
        }

        ref var kept = ref _kept[place];
        if (kept.Asked)
        {
            return ChallengeOutcome.NoChallenge; // a challenge above it is of the same realm
        }

        kept.Asked = true;
        kept.Turn = _turn;
        if (!challenge.Stale && WasFresh(refused, realm, proxy))
        {
            return ChallengeOutcome.Rejected;
        }

        buffers.Return(ref kept.Value);
        kept.Value = buffers.Rent(value.Length);
        value.CopyTo(kept.Value.Memory);
        kept.Value.Length = value.Length;
        kept.Proxy = proxy;
        kept.Count = 0;
        return ChallengeOutcome.Answerable;
    }

    /// <summary>
    /// Whether the refused request was the first with its nonce. Later ones may be refused because the nonce has grown old, and
    /// not every server says stale then.
    /// </summary>
    [SkipLocalsInit]
    private static bool WasFresh(scoped in SipMessageView refused, scoped ReadOnlySpan<byte> realm, bool proxy)
    {
        Span<byte> scratch = stackalloc byte[4 * DigestCredentials.MaxValueLength];
        foreach (var value in refused.Values(proxy ? HeaderId.ProxyAuthorization : HeaderId.Authorization))
        {
            if (DigestCredentials.TryParse(value, scratch, out var credentials) == DigestParseStatus.Complete
                && credentials.Realm.SequenceEqual(realm))
            {
                return credentials.NonceCount == 1;
            }
        }

        return false;
    }

    /// <summary>
    /// That of the realm, else a free one, else that of the realm that has not asked for the longest time: a peer that names its realm
    /// anew now and then must not be locked out by those it had. False when all of them have asked just now.
    /// </summary>
    private bool TryPlace(scoped ReadOnlySpan<byte> realm, bool proxy, out int place)
    {
        for (place = 0; place < MaxRealms; place++)
        {
            if (_kept[place].Value.IsEmpty || (_kept[place].Proxy == proxy
                && DigestChallengeView.TryParse(_kept[place].Value.Filled, out var earlier) == DigestParseStatus.Complete
                && earlier.Realm.SequenceEqual(realm)))
            {
                return true;
            }
        }

        place = 0;
        for (var other = 1; other < MaxRealms; other++)
        {
            place = _kept[other].Turn < _kept[place].Turn ? other : place;
        }

        return !_kept[place].Asked;
    }

    /// <summary>A realm's challenge, and how often its nonce was used.</summary>
    private struct Kept
    {
        public BufferLease Value;
        public uint Count;

        /// <summary>When it asked last.</summary>
        public uint Turn;
        public bool Proxy;
        public bool Asked;
    }
}
