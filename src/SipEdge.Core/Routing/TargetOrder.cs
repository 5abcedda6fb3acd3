using SipEdge.Core.Configuration;

namespace SipEdge.Core.Routing;

/// <summary>
/// In which order are the places of one gateway tried for this call? By priority; among equals by the weighted draw of RFC 2782,
/// which is made for each call, so that a server with twice the weight gets twice the calls. The addresses of one SRV record stay
/// together.
/// </summary>
public static class TargetOrder
{
    /// <param name="targets">In the order of priority and record, as a gateway has them.</param>
    /// <param name="order">Gets one index into <paramref name="targets"/> for each, in the order to try.</param>
    /// <param name="random">64 random bits: one draw gives one order.</param>
    public static void Arrange(ReadOnlySpan<TargetModel> targets, Span<byte> order, ulong random)
    {
        for (var i = 0; i < targets.Length; i++)
        {
            order[i] = (byte)i;
        }
        for (var placed = 0; placed < targets.Length;)
        {
            placed += TakeRecord(targets, order[placed..], ref random);
        }
    }

    /// <summary>Draws one record of the lowest priority that is left and moves its addresses to the front; returns how many.</summary>
    private static int TakeRecord(ReadOnlySpan<TargetModel> targets, Span<byte> left, ref ulong random)
    {
        var priority = targets[left[0]].Priority;
        var sum = 0L;
        for (var i = 0; i < left.Length && targets[left[i]].Priority == priority; i++)
        {
            if (IsFirst(targets, left, i))
            {
                sum += Share(targets[left[i]]);
            }
        }
        var drawn = (long)(Next(ref random) % (ulong)sum);
        for (var i = 0; ; i++)
        {
            if (!IsFirst(targets, left, i))
            {
                continue;
            }
            drawn -= Share(targets[left[i]]);
            if (drawn < 0)
            {
                return MoveToFront(targets, left, i);
            }
        }
    }

    /// <summary>RFC 2782: a weight of 0 has "a very small chance", here 1/256 of a weight of 1; where all have it, an equal one.</summary>
    private static long Share(TargetModel target) => target.Weight == 0 ? 1 : target.Weight * 256L;

    private static bool IsFirst(ReadOnlySpan<TargetModel> targets, ReadOnlySpan<byte> left, int at) =>
        at == 0 || targets[left[at]].Record != targets[left[at - 1]].Record;

    private static int MoveToFront(ReadOnlySpan<TargetModel> targets, Span<byte> left, int at)
    {
        var count = 1;
        while (at + count < left.Length && targets[left[at + count]].Record == targets[left[at]].Record)
        {
            count++;
        }
        Span<byte> taken = stackalloc byte[count];
        left.Slice(at, count).CopyTo(taken);
        left[..at].CopyTo(left[count..]);
        taken.CopyTo(left);
        return count;
    }

    /// <summary>SplitMix64: as many draws as are needed from one.</summary>
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
