using System.Numerics;

namespace SipEdge.Sip.Transactions;

/// <summary>
/// Timers as data: a hierarchical wheel of milliseconds with 256 slots a level. A timer is a small number chosen by its
/// owner and has at most one deadline. Arming and cancelling touch one doubly linked list; nothing is allocated except
/// when a higher timer number than ever before is armed. Owned by one loop.
/// </summary>
/// <remarks>
/// A deadline lies on the level of the highest byte in which it differs from the wheel's time, so a timer moves down at
/// most once per level, and the first filled slot after the present one, on the lowest level that has any, is always
/// the next thing to do.
/// </remarks>
public sealed class TimerWheel
{
    private const int LevelBits = 8;
    private const int SlotsPerLevel = 1 << LevelBits;
    private const int Levels = 5;

    /// <summary>Sentinel of the list of timers that are due.</summary>
    private const int DueSlot = Levels * SlotsPerLevel;

    private const int Nowhere = -1;

    /// <summary>34 years: farther deadlines are held as this one.</summary>
    private const long Horizon = (1L << (LevelBits * Levels)) - 1;

    // Entries 0..DueSlot are the lists' sentinels; timer n is entry DueSlot + 1 + n. Owned by the loop.
    private Entry[] _entries;
    private readonly ulong[] _filled = new ulong[Levels * SlotsPerLevel / 64];
    private long _time;

    public TimerWheel(int capacity = 1024)
    {
        _entries = new Entry[DueSlot + 1 + capacity];
        for (var slot = 0; slot <= DueSlot; slot++)
        {
            _entries[slot] = new Entry { Next = slot, Previous = slot, Slot = slot };
        }

        Clear(DueSlot + 1);
    }

    /// <summary>How many timers are armed.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// A time at or before the next deadline: when to call <see cref="TryExpire"/> again. <see cref="long.MaxValue"/>
    /// when nothing is armed.
    /// </summary>
    public long NextDeadline => _entries[DueSlot].Next != DueSlot ? _time : NextEvent(out _, out _);

    /// <summary>Sets the deadline of a timer, instead of the one it may have had.</summary>
    public void Arm(int timer, long deadline)
    {
        var entry = DueSlot + 1 + timer;
        if (entry >= _entries.Length)
        {
            Grow(entry);
        }

        if (_entries[entry].Slot != Nowhere)
        {
            Unlink(entry);
        }

        Count++;
        _entries[entry].Deadline = Math.Min(deadline, Horizon);
        Place(entry);
    }

    public void Cancel(int timer)
    {
        var entry = DueSlot + 1 + timer;
        if (entry < _entries.Length && _entries[entry].Slot != Nowhere)
        {
            Unlink(entry);
        }
    }

    public bool IsArmed(int timer) => DueSlot + 1 + timer < _entries.Length && _entries[DueSlot + 1 + timer].Slot != Nowhere;

    /// <summary>
    /// Takes one timer whose deadline is at or before <paramref name="now"/>, in order of deadline. The caller asks until
    /// there is none, and may arm and cancel in between.
    /// </summary>
    public bool TryExpire(long now, out int timer)
    {
        while (_entries[DueSlot].Next == DueSlot)
        {
            var next = NextEvent(out var slot, out var level);
            if (next > now)
            {
                _time = Math.Max(_time, Math.Min(now, Horizon));
                timer = 0;
                return false;
            }

            _time = next;
            Empty(slot, level);
        }

        var entry = _entries[DueSlot].Next;
        Unlink(entry);
        timer = entry - DueSlot - 1;
        return true;
    }

    /// <summary>Moves the timers of a slot that has been reached: on level 0 they are due, else they go down.</summary>
    private void Empty(int slot, int level)
    {
        var sentinel = (level * SlotsPerLevel) + slot;
        while (_entries[sentinel].Next != sentinel)
        {
            var entry = _entries[sentinel].Next;
            Unlink(entry);
            Count++;
            Place(entry);
        }
    }

    private void Place(int entry)
    {
        var deadline = _entries[entry].Deadline;
        if (deadline <= _time)
        {
            Link(entry, DueSlot);
            return;
        }

        var level = (63 - BitOperations.LeadingZeroCount((ulong)(deadline ^ _time))) / LevelBits;
        var slot = (level * SlotsPerLevel) + (int)((deadline >> (level * LevelBits)) & (SlotsPerLevel - 1));
        _filled[slot / 64] |= 1UL << (slot % 64);
        Link(entry, slot);
    }

    /// <summary>When the first filled slot after the present one is reached.</summary>
    private long NextEvent(out int slot, out int level)
    {
        for (level = 0; level < Levels; level++)
        {
            var shift = level * LevelBits;
            slot = FirstFilled(level, (int)((_time >> shift) & (SlotsPerLevel - 1)) + 1);
            if (slot >= 0)
            {
                var above = _time >> (shift + LevelBits) << (shift + LevelBits);
                return above | ((long)slot << shift);
            }
        }

        slot = 0;
        return long.MaxValue;
    }

    private int FirstFilled(int level, int from)
    {
        const int WordsPerLevel = SlotsPerLevel / 64;
        for (var word = from / 64; word < WordsPerLevel; word++)
        {
            var bits = _filled[(level * WordsPerLevel) + word];
            if (word == from / 64)
            {
                bits &= ulong.MaxValue << (from % 64);
            }

            if (bits != 0)
            {
                return (word * 64) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return -1;
    }

    private void Link(int entry, int sentinel)
    {
        ref var last = ref _entries[sentinel].Previous;
        _entries[entry].Previous = last;
        _entries[entry].Next = sentinel;
        _entries[entry].Slot = sentinel;
        _entries[last].Next = entry;
        last = entry;
    }

    private void Unlink(int entry)
    {
        ref var unlinked = ref _entries[entry];
        _entries[unlinked.Previous].Next = unlinked.Next;
        _entries[unlinked.Next].Previous = unlinked.Previous;
        var sentinel = unlinked.Slot;
        unlinked.Slot = Nowhere;
        Count--;
        if (sentinel != DueSlot && _entries[sentinel].Next == sentinel)
        {
            _filled[sentinel / 64] &= ~(1UL << (sentinel % 64));
        }
    }

    private void Grow(int entry)
    {
        var before = _entries.Length;
        Array.Resize(ref _entries, Math.Max(entry + 1, before * 2));
        Clear(before);
    }

    private void Clear(int from)
    {
        for (var entry = from; entry < _entries.Length; entry++)
        {
            _entries[entry].Slot = Nowhere;
        }
    }

    private struct Entry
    {
        public long Deadline;
        public int Next;
        public int Previous;
        public int Slot;
    }
}
