namespace SipEdge.Media.Relay;

/// <summary>Names one open session. Plain data; an id of a session that was closed is refused, never confused.</summary>
public readonly record struct MediaSessionId(int Index, int Generation)
{
    /// <summary>No session. Generations start at 1.</summary>
    public static MediaSessionId None => default;

    public bool IsNone => Generation == 0;
}
