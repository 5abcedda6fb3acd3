namespace SipEdge.Core.Abuse;

/// <summary>The facts of one source, each a word of its own that any thread changes by compare-and-swap.</summary>
internal readonly ref struct SourceSlot(ref long bucket, ref long score, ref long marks)
{
    /// <summary>See <see cref="TokenBucket"/>.</summary>
    public readonly ref long Bucket = ref bucket;

    /// <summary>See <see cref="FailureScore"/>.</summary>
    public readonly ref long Score = ref score;

    /// <summary>See <see cref="SourceMarks"/>.</summary>
    public readonly ref long Marks = ref marks;
}
