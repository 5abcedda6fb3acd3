namespace SipEdge.Media.Srtp;

/// <summary>
/// Which of the latest 128 packet indices have been seen (RFC 3711 §3.3.2, where 64 is the least). Plain data.
/// </summary>
internal struct ReplayWindow
{
    public const int Size = 128;

    private UInt128 _seen;

    /// <summary>Restores what <see cref="Highest"/> and <see cref="Seen"/> said.</summary>
    public ReplayWindow(ulong highest, UInt128 seen)
    {
        Highest = highest;
        _seen = seen;
    }

    /// <summary>The highest index committed; meaningful unless <see cref="IsEmpty"/>.</summary>
    public ulong Highest { get; private set; }

    /// <summary>Bit n: the index n below the highest was seen.</summary>
    public readonly UInt128 Seen => _seen;

    public readonly bool IsEmpty => _seen == UInt128.Zero;

    /// <summary>Neither seen before nor older than the window.</summary>
    public readonly bool IsFresh(ulong index)
    {
        if (IsEmpty || index > Highest)
        {
            return true;
        }

        var behind = Highest - index;
        return behind < Size && ((_seen >> (int)behind) & UInt128.One) == UInt128.Zero;
    }

    /// <summary>Records a fresh index. Only for packets that have authenticated.</summary>
    public void Commit(ulong index)
    {
        if (!IsEmpty && index <= Highest)
        {
            _seen |= UInt128.One << (int)(Highest - index);
            return;
        }

        var ahead = index - Highest;
        _seen = IsEmpty || ahead >= Size ? UInt128.One : (_seen << (int)ahead) | UInt128.One;
        Highest = index;
    }
}
