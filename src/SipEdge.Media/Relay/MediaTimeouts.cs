namespace SipEdge.Media.Relay;

/// <summary>
/// How long a side that is expected to send may be quiet before it is told as an event: <paramref name="NoMedia"/> before its
/// first packet, <paramref name="Silence"/> after one. Zero: never told.
/// </summary>
public readonly record struct MediaTimeouts(TimeSpan NoMedia, TimeSpan Silence)
{
    public static MediaTimeouts None => default;
}
