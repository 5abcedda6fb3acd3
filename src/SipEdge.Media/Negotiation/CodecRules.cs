using System.Collections.Immutable;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// Which codecs a leg may speak, and which of them rather: an ordered allow list, and a deny list that wins over it (V-27).
/// Telephone events and comfort noise are no codecs: only the deny list speaks of them. Video has no preference here: a video
/// codec is taken unless it is denied. Immutable.
/// </summary>
public sealed class CodecRules
{
    /// <summary>A codec that may not be spoken.</summary>
    public const int NotTaken = -1;

    private readonly ImmutableArray<CodecPattern> _allow;
    private readonly ImmutableArray<CodecPattern> _deny;
    private readonly bool _nothingElse;

    private CodecRules(ImmutableArray<CodecPattern> allow, ImmutableArray<CodecPattern> deny, bool nothingElse)
    {
        _allow = allow;
        _deny = deny;
        _nothingElse = nothingElse;
    }

    /// <summary>Every codec, in whatever order a peer has them.</summary>
    public static CodecRules All { get; } = new([], [], false);

    public ImmutableArray<CodecPattern> Allowed => _allow;

    public ImmutableArray<CodecPattern> Denied => _deny;

    /// <summary>No codec can pass: everything is denied, and nothing allowed.</summary>
    public bool IsNothing => _nothingElse && _allow.IsEmpty;

    /// <param name="allow">Best first; empty allows everything that is not denied.</param>
    /// <param name="deny">Wins over <paramref name="allow"/>.</param>
    /// <param name="denyAll">The classic "disallow: all": only what is allowed by name remains.</param>
    public static CodecRules Create(ImmutableArray<CodecPattern> allow, ImmutableArray<CodecPattern> deny, bool denyAll) =>
        allow.IsEmpty && deny.IsEmpty && !denyAll ? All : new CodecRules(allow, deny, denyAll || !allow.IsEmpty);

    /// <summary>Place of an audio codec in the order of preference, 0 first, or <see cref="NotTaken"/>.</summary>
    /// <remarks>Without an allow list every codec has place 0: the order in which a peer has them stays.</remarks>
    public int Rank(ReadOnlySpan<byte> name, int clock, int channels)
    {
        if (Denies(name, clock, channels))
        {
            return NotTaken;
        }
        return _nothingElse ? Find(_allow, name, clock, channels) : 0;
    }

    /// <summary>Is it on the deny list?</summary>
    public bool Denies(ReadOnlySpan<byte> name, int clock, int channels) => Find(_deny, name, clock, channels) >= 0;

    /// <summary>
    /// Is it on the allow list by name? What accompanies codecs and names their payload types (red, rtx, ulpfec) passes only so.
    /// </summary>
    public bool Names(ReadOnlySpan<byte> name, int clock, int channels) =>
        Find(_allow, name, clock, channels) >= 0 && !Denies(name, clock, channels);

    private static int Find(ImmutableArray<CodecPattern> patterns, ReadOnlySpan<byte> name, int clock, int channels)
    {
        for (var i = 0; i < patterns.Length; i++)
        {
            if (patterns[i].Matches(name, clock, channels))
            {
                return i;
            }
        }
        return NotTaken;
    }
}
