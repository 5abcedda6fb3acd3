namespace SipEdge.Media.Srtp;

/// <summary>
/// Which of the latest 128 packet indices have been seen (RFC 3711 §3.3.2, where 64 is the least). Plain data.
/// </summary>
internal struct ReplayWindow
{
    public const int Size = 128;

    // Bit n of both together: the index n below the highest was seen. Two words, because shifting a UInt128 is slow.
    private ulong _low;
    private ulong _high;

    /// <summary>Restores what <see cref="Highest"/> and <see cref="Seen"/> said.</summary>
    public ReplayWindow(ulong highest, UInt128 seen)
    {
        Highest = highest;
        _low = (ulong)seen;
        _high = (ulong)(seen >> 64);
    }

    /// <summary>The highest index committed; meaningful unless <see cref="IsEmpty"/>.</summary>
    public ulong Highest { get; private set; }

    /// <summary>Bit n: the index n below the highest was seen.</summary>
    public readonly UInt128 Seen => new(_high, _low);

    public readonly bool IsEmpty => (_low | _high) == 0;

    /// <summary>Neither seen before nor older than the window.</summary>
    public readonly bool IsFresh(ulong index)
    {
        if (IsEmpty || index > Highest)
        {
            return true;
        }

        var behind = Highest - index;
        return behind < Size && (((behind < 64 ? _low : _high) >> (int)(behind & 63)) & 1) == 0;
    }

    /// <summary>Records a fresh index. Only for packets that have authenticated.</summary>
    public void Commit(ulong index)
    {
        if (!IsEmpty && index <= Highest)
        {
            var behind = Highest - index;
            ref var word = ref behind < 64 ? ref _low : ref _high;
            word |= 1UL << (int)(behind & 63);
            return;
        }

        var ahead = IsEmpty ? Size : index - Highest;
        (_high, _low) = ahead switch
        {
            < 64 => ((_high << (int)ahead) | (_low >> (int)(64 - ahead)), (_low << (int)ahead) | 1UL),
            64 => (_low, 1UL),
            < Size => (_low << (int)(ahead - 64), 1UL),
            _ => (0UL, 1UL),
        };
        Highest = index;
    }
}
