namespace SipEdge.Core.Trunks;

/// <summary>
/// Calls and failures of the last while, in eight parts that are forgotten one after the other. Each part is one word that every loop
/// counts in by compare-and-swap; what belongs to an earlier time or generation is written over.
/// </summary>
internal sealed class CircuitWindow
{
    private const int Parts = 8;
    private const int CountBits = 16;
    private const int MostCounted = (1 << CountBits) - 1;
    private const int PartMask = 0xFF_FFFF;

    private readonly long[] _parts = new long[Parts];

    public void Count(byte generation, bool failed, long windowMs, long now)
    {
        var part = now * Parts / windowMs;
        ref var word = ref _parts[part % Parts];
        while (true)
        {
            var seen = Volatile.Read(ref word);
            var (calls, failures) = IsOf(seen, part, generation) ? Counts(seen) : (0, 0);
            if (calls == MostCounted)
            {
                return; // the share is known well enough
            }
            var next = Word(part, generation, calls + 1, failures + (failed ? 1 : 0));
            if (Interlocked.CompareExchange(ref word, next, seen) == seen)
            {
                return;
            }
        }
    }

    public (int Calls, int Failures) Sum(byte generation, long windowMs, long now)
    {
        var last = now * Parts / windowMs;
        var (calls, failures) = (0, 0);
        for (var part = Math.Max(0, last - Parts + 1); part <= last; part++)
        {
            var seen = Volatile.Read(ref _parts[part % Parts]);
            if (IsOf(seen, part, generation))
            {
                var (more, failed) = Counts(seen);
                (calls, failures) = (calls + more, failures + failed);
            }
        }
        return (calls, failures);
    }

    private static bool IsOf(long word, long part, byte generation) =>
        (word >> (8 + (2 * CountBits)) & PartMask) == (part & PartMask) && (byte)(word >> (2 * CountBits)) == generation;

    private static (int Calls, int Failures) Counts(long word) =>
        ((int)(word >> CountBits) & MostCounted, (int)word & MostCounted);

    private static long Word(long part, byte generation, int calls, int failures) =>
        ((part & PartMask) << (8 + (2 * CountBits))) | ((long)generation << (2 * CountBits)) | ((long)calls << CountBits) | (uint)failures;
}
