namespace SipEdge.Core.Observability;

/// <summary>What the relay told of one leg's media while the call lived; times are the loop's. Plain data.</summary>
internal struct HeardMedia
{
    /// <summary>Since when it has sent nothing, once that was for too long; 0 while it sends.</summary>
    public long TimedOutSince;

    /// <summary>How often it was for too long.</summary>
    public int Timeouts;

    /// <summary>How often its address changed after it was learned.</summary>
    public int SourceMoves;

    /// <summary>Why its keys never came or are used up; null while all is well.</summary>
    public string? Failure;
}
