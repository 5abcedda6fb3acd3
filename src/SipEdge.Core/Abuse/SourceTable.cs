using System.Numerics;
using System.Security.Cryptography;

namespace SipEdge.Core.Abuse;

/// <summary>
/// What is remembered of every source, in a fixed amount of memory for the whole process: one array, eight places to a set, found
/// by a keyed hash of the address. A source that finds its set full takes the place of the least valuable one there. All loops
/// use it; to find and to count takes no lock, to give a place to a new source takes its set's for the time of one look.
/// </summary>
public sealed class SourceTable
{
    private const int Ways = 8;

    // A set: eight keys, so that looking for one touches a single cache line or two; then their facts, kind by kind.
    private const int Buckets = Ways;
    private const int Scores = 2 * Ways;
    private const int Marks = 3 * Ways;
    private const int SetLength = 4 * Ways;

    private readonly long[] _words;
    private readonly int[] _claims;
    private readonly int _mask;
    private readonly KeyedHash _hash;
    private long _replaced;
    private int _count;

    /// <param name="capacity">Rounded up to a power of two.</param>
    public SourceTable(int capacity)
    {
        var sets = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, Ways)) / Ways;
        _words = new long[(long)sets * SetLength];
        _claims = new int[sets];
        _mask = sets - 1;
        Span<byte> key = stackalloc byte[16];
        RandomNumberGenerator.Fill(key);
        _hash = new KeyedHash(BitConverter.ToUInt64(key), BitConverter.ToUInt64(key[8..]));
    }

    public int Capacity => (_mask + 1) * Ways;

    /// <summary>What the table takes, whoever comes: fixed when it is made.</summary>
    public long Bytes => (_words.LongLength * sizeof(long)) + (_claims.LongLength * sizeof(int));

    /// <summary>Places taken. They are given to others, never given back.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Sources forgotten for others.</summary>
    public long Replaced => Interlocked.Read(ref _replaced);

    /// <summary>The place of a source, which is made when there is none.</summary>
    internal SourceSlot Claim(UInt128 source, long now)
    {
        var key = KeyOf(source);
        var start = StartOf(key);
        var way = Find(start, key);
        return Slot(start, way >= 0 ? way : Take(start, key, now));
    }

    /// <summary>The place of a source; false when nothing is remembered of it.</summary>
    internal bool TryFind(UInt128 source, out SourceSlot slot)
    {
        var key = KeyOf(source);
        var start = StartOf(key);
        var way = Find(start, key);
        slot = Slot(start, Math.Max(way, 0));
        return way >= 0;
    }

    // 0 is a free place.
    private long KeyOf(UInt128 source) => (long)Math.Max(1, _hash.Of((ulong)(source >> 64), (ulong)source));

    private int StartOf(long key) => ((int)key & _mask) * SetLength;

    private SourceSlot Slot(int start, int way) => new(
        ref _words[start + Buckets + way], ref _words[start + Scores + way], ref _words[start + Marks + way]);

    private int Find(int start, long key)
    {
        for (var way = 0; way < Ways; way++)
        {
            if (Volatile.Read(ref _words[start + way]) == key)
            {
                return way;
            }
        }
        return -1;
    }

    /// <summary>One thread at a time gives away places of a set, so that no source ever has two.</summary>
    private int Take(int start, long key, long now)
    {
        ref var claim = ref _claims[start / SetLength];
        var wait = new SpinWait();
        while (Interlocked.CompareExchange(ref claim, 1, 0) != 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
        var way = Find(start, key);
        if (way < 0)
        {
            way = LeastValuable(start, now);
            if (_words[start + way] == 0)
            {
                Interlocked.Increment(ref _count);
            }
            else
            {
                Interlocked.Increment(ref _replaced);
            }

            // Nobody may find the new key with the facts of the old one. Who found the old one a moment ago may still count on
            // the place: one message or one failure, which the new source then carries for as long as any other.
            Volatile.Write(ref _words[start + way], 0);
            Volatile.Write(ref _words[start + Buckets + way], 0);
            Volatile.Write(ref _words[start + Scores + way], 0);
            Volatile.Write(ref _words[start + Marks + way], 0);
            Volatile.Write(ref _words[start + way], key);
        }
        Volatile.Write(ref claim, 0);
        return way;
    }

    /// <summary>A free place; else of those of least account the one that has been quiet for longest.</summary>
    private int LeastValuable(int start, long now)
    {
        var least = 0;
        var leastWorth = (Standing: int.MaxValue, Last: long.MaxValue);
        for (var way = 0; way < Ways; way++)
        {
            if (_words[start + way] == 0)
            {
                return way;
            }
            var worth = (Standing(start, way, now), Volatile.Read(ref _words[start + Buckets + way]));
            if (worth.CompareTo(leastWorth) < 0)
            {
                (least, leastWorth) = (way, worth);
            }
        }
        return least;
    }

    /// <summary>
    /// A proven source is kept before one that has failed or was banned, and that before one that only sent something: with
    /// forged addresses anybody can send and fail, but not prove.
    /// </summary>
    private int Standing(int start, int way, long now)
    {
        var marks = SourceMarks.Read(ref _words[start + Marks + way]);
        return marks.IsProven(now) ? 2
            : Volatile.Read(ref _words[start + Scores + way]) > now || marks.StrikesAt(now) > 0 ? 1
            : 0;
    }
}
