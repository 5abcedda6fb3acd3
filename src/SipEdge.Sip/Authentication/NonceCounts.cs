using System.Numerics;

namespace SipEdge.Sip.Authentication;

/// <summary>
/// Makes every (nonce, nonce count) good for one use (RFC 7616 §3.4.5). Per nonce it keeps the highest count and which of
/// the 64 counts below were used, because requests of one client may overtake each other. Bounded: a nonce enters only with
/// a verified answer, leaves when it expires, and finds no place when the table is full.
/// </summary>
/// <remarks>Owned by one loop; no other thread reads or writes this.</remarks>
public sealed class NonceCounts
{
    private const int WindowSize = 64;
    private const int None = -1;

    // Expired entries are found by a hand that moves on a little with every use, so no use pays for a whole sweep.
    private const int SweepStep = 4;
    private const int SweepWhenFull = 64;

    private readonly Entry[] _entries;
    private readonly int[] _buckets;
    private int _free;
    private int _hand;

    public NonceCounts(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _entries = new Entry[capacity];
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        Array.Fill(_buckets, None);
        for (var index = 0; index < capacity; index++)
        {
            _entries[index].Next = index + 1 < capacity ? index + 1 : None;
        }
    }

    /// <summary>Nonces in the table.</summary>
    public int Count { get; private set; }

    /// <summary>How often there was no room.</summary>
    public long FullCount { get; private set; }

    /// <param name="nonce">One that <see cref="NonceFactory.Check"/> found valid and whose response was verified.</param>
    /// <param name="count">nc of the credentials, never 0.</param>
    /// <param name="now">The loop's time.</param>
    public NonceCountStatus Use(ReadOnlySpan<byte> nonce, uint count, long now)
    {
        if (count == 0 || !NonceFactory.TryReadIdentity(nonce, out var identity, out var expires))
        {
            return NonceCountStatus.Replayed;
        }

        Sweep(now, SweepStep);
        ref var bucket = ref _buckets[BucketOf(identity)];
        for (var index = bucket; index != None; index = _entries[index].Next)
        {
            if (_entries[index].Identity == identity)
            {
                return _entries[index].Use(count) ? NonceCountStatus.Fresh : NonceCountStatus.Replayed;
            }
        }

        if (_free == None)
        {
            Sweep(now, SweepWhenFull);
        }

        if (_free == None)
        {
            FullCount++;
            return NonceCountStatus.Full;
        }

        var place = _free;
        ref var entry = ref _entries[place];
        _free = entry.Next;
        entry = new Entry { Identity = identity, Expires = expires, Highest = count, Next = bucket, Used = true };
        bucket = place;
        Count++;
        return NonceCountStatus.Fresh;
    }

    private int BucketOf(UInt128 identity) => (int)((ulong)identity & (uint)(_buckets.Length - 1));

    private void Sweep(long now, int steps)
    {
        for (var step = 0; step < steps && Count > 0; step++)
        {
            var index = _hand;
            _hand = _hand + 1 == _entries.Length ? 0 : _hand + 1;
            if (_entries[index].Used && _entries[index].Expires <= now)
            {
                Remove(index);
            }
        }
    }

    private void Remove(int index)
    {
        ref var link = ref _buckets[BucketOf(_entries[index].Identity)];
        while (link != index)
        {
            link = ref _entries[link].Next;
        }

        link = _entries[index].Next;
        _entries[index] = new Entry { Next = _free };
        _free = index;
        Count--;
    }

    private struct Entry
    {
        public UInt128 Identity;
        public long Expires;
        public uint Highest;
        public int Next;
        public bool Used;

        // Bit n is set when Highest - 1 - n was used.
        private ulong _window;

        public bool Use(uint count)
        {
            if (count > Highest)
            {
                var step = count - Highest;
                _window = step > WindowSize ? 0 : (step == WindowSize ? 0 : _window << (int)step) | (1UL << (int)(step - 1));
                Highest = count;
                return true;
            }

            var behind = Highest - count;
            if (behind == 0 || behind > WindowSize)
            {
                return false;
            }

            var bit = 1UL << (int)(behind - 1);
            if ((_window & bit) != 0)
            {
                return false;
            }

            _window |= bit;
            return true;
        }
    }
}
