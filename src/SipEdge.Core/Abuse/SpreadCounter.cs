namespace SipEdge.Core.Abuse;

/// <summary>A count that many loops add to at once: each processor has a cache line of its own, and a reader sums them.</summary>
internal sealed class SpreadCounter
{
    private const int Lines = 16;
    private const int WordsPerLine = 16;

    private readonly long[] _counts = new long[(Lines + 1) * WordsPerLine];

    public void Add() => Interlocked.Increment(ref _counts[(1 + (Thread.GetCurrentProcessorId() & (Lines - 1))) * WordsPerLine]);

    public long Read()
    {
        long sum = 0;
        for (var line = 1; line <= Lines; line++)
        {
            sum += Interlocked.Read(ref _counts[line * WordsPerLine]);
        }
        return sum;
    }
}
