using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SipEdge.Media.Srtp;

/// <summary>One padded message of a batch and the key it is for.</summary>
internal unsafe struct HmacJob
{
    public HmacSha1Key Key;

    /// <summary>Message and padding, as <see cref="Sha1Padding"/> writes them.</summary>
    public byte* Data;

    public int Blocks;

    /// <summary>The result, as words.</summary>
    public DigestWords Digest;

    [InlineArray(Sha1Compression.StateWords)]
    internal struct DigestWords
    {
        private uint _first;
    }
}

/// <summary>How many messages a batch hashes side by side.</summary>
internal enum HmacLanes : byte
{
    One = 1,
    Eight = 8,
    Sixteen = 16,
}

/// <summary>
/// HMAC-SHA1 of many messages under many keys: messages of the same number of blocks are hashed 16 or 8 at a time, one
/// per lane of a vector register; fewer than four go singly, which is then faster.
/// </summary>
internal static unsafe class HmacSha1Batch
{
    /// <summary>A group below this is cheaper one by one: a full width costs about three single messages.</summary>
    private const int LeastGroup = 4;

    private const int MaxBlocks = 64;

    /// <summary>The widest that this machine has.</summary>
    public static HmacLanes Best { get; } =
        Avx512F.IsSupported && Avx512BW.IsSupported ? HmacLanes.Sixteen
        : Avx2.IsSupported ? HmacLanes.Eight
        : HmacLanes.One;

    public static void Compute(Span<HmacJob> jobs) => Compute(jobs, Best);

    /// <summary>For tests, which compare the widths.</summary>
    internal static void Compute(Span<HmacJob> jobs, HmacLanes lanes)
    {
        if (lanes == HmacLanes.One || jobs.Length < LeastGroup)
        {
            foreach (ref var job in jobs)
            {
                Single(ref job);
            }

            return;
        }

        // Counting sort by number of blocks; voice packets of one codec all land in one bucket.
        Span<int> next = stackalloc int[MaxBlocks + 2];
        next.Clear();
        foreach (ref readonly var job in jobs)
        {
            next[Math.Min(job.Blocks, MaxBlocks) + 1]++;
        }

        for (var i = 1; i < next.Length; i++)
        {
            next[i] += next[i - 1];
        }

        Span<int> order = stackalloc int[jobs.Length];
        for (var i = 0; i < jobs.Length; i++)
        {
            order[next[Math.Min(jobs[i].Blocks, MaxBlocks)]++] = i;
        }

        for (var from = 0; from < order.Length;)
        {
            var to = from + 1;
            while (to < order.Length && to - from < (int)lanes && jobs[order[to]].Blocks == jobs[order[from]].Blocks)
            {
                to++;
            }

            Group(jobs, order[from..to], lanes);
            from = to;
        }
    }

    private static void Group(Span<HmacJob> jobs, ReadOnlySpan<int> group, HmacLanes lanes)
    {
        if (group.Length < LeastGroup)
        {
            foreach (var index in group)
            {
                Single(ref jobs[index]);
            }
        }
        else if (lanes == HmacLanes.Sixteen)
        {
            Sixteen(jobs, group);
        }
        else
        {
            Eight(jobs, group);
        }
    }

    private static void Single(ref HmacJob job)
    {
        var state = stackalloc uint[Sha1Compression.StateWords];
        job.Key.Inner.CopyTo(new Span<uint>(state, Sha1Compression.StateWords));
        Sha1Blocks.Compress(state, job.Data, job.Blocks);

        var outer = stackalloc byte[Sha1Compression.BlockLength];
        var block = new Span<byte>(outer, Sha1Compression.BlockLength);
        for (var i = 0; i < Sha1Compression.StateWords; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(block[(4 * i)..], state[i]);
        }

        Sha1Padding.Write(block, Sha1Compression.DigestLength, null, Sha1Compression.DigestLength);
        job.Key.Outer.CopyTo(new Span<uint>(state, Sha1Compression.StateWords));
        Sha1Blocks.Compress(state, outer, 1);
        for (var i = 0; i < Sha1Compression.StateWords; i++)
        {
            job.Digest[i] = state[i];
        }
    }

    // The two widths differ in loading a block and in the type of a word; all else is the same by construction.
    [SkipLocalsInit]
    private static void Sixteen(Span<HmacJob> jobs, ReadOnlySpan<int> group)
    {
        const int width = 16;
        var memory = stackalloc Vector512<uint>[Sha1Compression.ScheduleWords + Sha1Compression.StateWords + 1];
        var schedule = (Vector512<uint>*)Align(memory, sizeof(Vector512<uint>));
        var state = schedule + Sha1Compression.ScheduleWords;
        var states = (uint*)state;
        var data = stackalloc byte*[width];
        var blocks = jobs[group[0]].Blocks;
        LoadKeys(jobs, group, width, states, data, outer: false);
        for (var block = 0; block < blocks; block++)
        {
            Sha1Transpose.Load16(data, block * Sha1Compression.BlockLength, schedule);
            Sha1Compression.Compress<Sha1Lanes16, Vector512<uint>>(state, schedule);
        }

        OuterBlock<Sha1Lanes16, Vector512<uint>>(state, schedule);
        LoadKeys(jobs, group, width, states, data, outer: true);
        Sha1Compression.Compress<Sha1Lanes16, Vector512<uint>>(state, schedule);
        StoreDigests(jobs, group, width, states);
    }

    [SkipLocalsInit]
    private static void Eight(Span<HmacJob> jobs, ReadOnlySpan<int> group)
    {
        const int width = 8;
        var memory = stackalloc Vector256<uint>[Sha1Compression.ScheduleWords + Sha1Compression.StateWords + 1];
        var schedule = (Vector256<uint>*)Align(memory, sizeof(Vector256<uint>));
        var state = schedule + Sha1Compression.ScheduleWords;
        var states = (uint*)state;
        var data = stackalloc byte*[width];
        var blocks = jobs[group[0]].Blocks;
        LoadKeys(jobs, group, width, states, data, outer: false);
        for (var block = 0; block < blocks; block++)
        {
            Sha1Transpose.Load8(data, block * Sha1Compression.BlockLength, schedule);
            Sha1Compression.Compress<Sha1Lanes8, Vector256<uint>>(state, schedule);
        }

        OuterBlock<Sha1Lanes8, Vector256<uint>>(state, schedule);
        LoadKeys(jobs, group, width, states, data, outer: true);
        Sha1Compression.Compress<Sha1Lanes8, Vector256<uint>>(state, schedule);
        StoreDigests(jobs, group, width, states);
    }

    /// <summary>A vector that straddles two cache lines costs two accesses, and the schedule is all vectors.</summary>
    private static void* Align(void* pointer, int alignment) =>
        (void*)(((nuint)pointer + (nuint)alignment - 1) & ~((nuint)alignment - 1));

    /// <summary>The chaining states of a group's keys, word by word; lanes without a job repeat the first one's.</summary>
    private static void LoadKeys(
        Span<HmacJob> jobs,
        ReadOnlySpan<int> group,
        int width,
        uint* states,
        byte** data,
        bool outer)
    {
        for (var lane = 0; lane < width; lane++)
        {
            ref readonly var job = ref jobs[group[lane < group.Length ? lane : 0]];
            data[lane] = job.Data;

            // Five moves without a loop: this runs for every packet.
            ref readonly var first = ref MemoryMarshal.GetReference(outer ? job.Key.Outer : job.Key.Inner);
            var column = states + lane;
            column[0] = first;
            column[width] = Unsafe.Add(ref Unsafe.AsRef(in first), 1);
            column[2 * width] = Unsafe.Add(ref Unsafe.AsRef(in first), 2);
            column[3 * width] = Unsafe.Add(ref Unsafe.AsRef(in first), 3);
            column[4 * width] = Unsafe.Add(ref Unsafe.AsRef(in first), 4);
        }
    }

    /// <summary>The inner digest of every lane with its padding, as the only block of the outer hash.</summary>
    private static void OuterBlock<TLanes, TWord>(TWord* state, TWord* schedule)
        where TLanes : ISha1Lanes<TWord>
        where TWord : unmanaged
    {
        for (var i = 0; i < Sha1Compression.StateWords; i++)
        {
            schedule[i] = state[i];
        }

        schedule[Sha1Compression.StateWords] = TLanes.Broadcast(0x80000000);
        for (var i = Sha1Compression.StateWords + 1; i < Sha1Compression.BlockWords - 1; i++)
        {
            schedule[i] = TLanes.Broadcast(0);
        }

        schedule[Sha1Compression.BlockWords - 1] =
            TLanes.Broadcast(8 * (Sha1Compression.BlockLength + Sha1Compression.DigestLength));
    }

    private static void StoreDigests(Span<HmacJob> jobs, ReadOnlySpan<int> group, int width, uint* states)
    {
        for (var lane = 0; lane < group.Length; lane++)
        {
            ref var digest = ref jobs[group[lane]].Digest;
            var column = states + lane;
            digest[0] = column[0];
            digest[1] = column[width];
            digest[2] = column[2 * width];
            digest[3] = column[3 * width];
            digest[4] = column[4 * width];
        }
    }
}
