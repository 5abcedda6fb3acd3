using System.Runtime.CompilerServices;

namespace SipEdge.Media.Srtp;

/// <summary>The SHA-1 compression function (FIPS 180-4 §6.1.2) over as many messages as a word holds.</summary>
internal static class Sha1Compression
{
    /// <summary>Words of chaining state, and of a digest.</summary>
    public const int StateWords = 5;

    public const int BlockLength = 64;
    public const int BlockWords = 16;
    public const int DigestLength = 20;

    /// <summary>Words of the message schedule, which the caller brings; the first 16 hold the block.</summary>
    public const int ScheduleWords = 80;

    /// <summary>FIPS 180-4 §5.3.1.</summary>
    public static ReadOnlySpan<uint> InitialState => [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];

    /// <summary>Takes one block per lane into the state.</summary>
    public static unsafe void Compress<TLanes, TWord>(TWord* state, TWord* schedule)
        where TLanes : ISha1Lanes<TWord>
        where TWord : unmanaged
    {
        Expand<TLanes, TWord>(schedule);
        var a = state[0];
        var b = state[1];
        var c = state[2];
        var d = state[3];
        var e = state[4];

        // Five rounds at a time, so that the words change roles instead of places.
        var w = schedule;
        var constant = TLanes.Broadcast(0x5A827999);
        for (var t = 0; t < 20; t += 5, w += 5)
        {
            Round<TLanes, TWord>(a, ref b, ref e, TLanes.Choose(b, c, d), constant, w[0]);
            Round<TLanes, TWord>(e, ref a, ref d, TLanes.Choose(a, b, c), constant, w[1]);
            Round<TLanes, TWord>(d, ref e, ref c, TLanes.Choose(e, a, b), constant, w[2]);
            Round<TLanes, TWord>(c, ref d, ref b, TLanes.Choose(d, e, a), constant, w[3]);
            Round<TLanes, TWord>(b, ref c, ref a, TLanes.Choose(c, d, e), constant, w[4]);
        }

        constant = TLanes.Broadcast(0x6ED9EBA1);
        for (var t = 20; t < 40; t += 5, w += 5)
        {
            Round<TLanes, TWord>(a, ref b, ref e, TLanes.Parity(b, c, d), constant, w[0]);
            Round<TLanes, TWord>(e, ref a, ref d, TLanes.Parity(a, b, c), constant, w[1]);
            Round<TLanes, TWord>(d, ref e, ref c, TLanes.Parity(e, a, b), constant, w[2]);
            Round<TLanes, TWord>(c, ref d, ref b, TLanes.Parity(d, e, a), constant, w[3]);
            Round<TLanes, TWord>(b, ref c, ref a, TLanes.Parity(c, d, e), constant, w[4]);
        }

        constant = TLanes.Broadcast(0x8F1BBCDC);
        for (var t = 40; t < 60; t += 5, w += 5)
        {
            Round<TLanes, TWord>(a, ref b, ref e, TLanes.Majority(b, c, d), constant, w[0]);
            Round<TLanes, TWord>(e, ref a, ref d, TLanes.Majority(a, b, c), constant, w[1]);
            Round<TLanes, TWord>(d, ref e, ref c, TLanes.Majority(e, a, b), constant, w[2]);
            Round<TLanes, TWord>(c, ref d, ref b, TLanes.Majority(d, e, a), constant, w[3]);
            Round<TLanes, TWord>(b, ref c, ref a, TLanes.Majority(c, d, e), constant, w[4]);
        }

        constant = TLanes.Broadcast(0xCA62C1D6);
        for (var t = 60; t < 80; t += 5, w += 5)
        {
            Round<TLanes, TWord>(a, ref b, ref e, TLanes.Parity(b, c, d), constant, w[0]);
            Round<TLanes, TWord>(e, ref a, ref d, TLanes.Parity(a, b, c), constant, w[1]);
            Round<TLanes, TWord>(d, ref e, ref c, TLanes.Parity(e, a, b), constant, w[2]);
            Round<TLanes, TWord>(c, ref d, ref b, TLanes.Parity(d, e, a), constant, w[3]);
            Round<TLanes, TWord>(b, ref c, ref a, TLanes.Parity(c, d, e), constant, w[4]);
        }

        state[0] = TLanes.Add(state[0], a);
        state[1] = TLanes.Add(state[1], b);
        state[2] = TLanes.Add(state[2], c);
        state[3] = TLanes.Add(state[3], d);
        state[4] = TLanes.Add(state[4], e);
    }

    /// <summary>
    /// w[t] = rotl1(w[t-3] ^ w[t-8] ^ w[t-14] ^ w[t-16]). The latest three stay in registers: through memory each would
    /// wait for the one before to be stored.
    /// </summary>
    private static unsafe void Expand<TLanes, TWord>(TWord* schedule)
        where TLanes : ISha1Lanes<TWord>
        where TWord : unmanaged
    {
        var third = schedule[BlockWords - 3];
        var second = schedule[BlockWords - 2];
        var last = schedule[BlockWords - 1];
        var end = schedule + ScheduleWords;
        for (var w = schedule + BlockWords; w < end; w++)
        {
            var next = TLanes.RotateLeft1(TLanes.Xor(third, TLanes.Parity(w[-8], w[-14], w[-16])));
            *w = next;
            third = second;
            second = last;
            last = next;
        }
    }

    /// <summary>e += k + w + f + rotl5(a), b = rotl30(b): only the last addition waits for the round before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<TLanes, TWord>(TWord a, ref TWord b, ref TWord e, TWord f, TWord constant, TWord word)
        where TLanes : ISha1Lanes<TWord>
        where TWord : unmanaged
    {
        e = TLanes.Add(TLanes.Add(TLanes.Add(e, TLanes.Add(constant, word)), f), TLanes.RotateLeft5(a));
        b = TLanes.RotateLeft30(b);
    }
}
