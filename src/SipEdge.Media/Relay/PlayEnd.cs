namespace SipEdge.Media.Relay;

/// <summary>Why an announcement is over; the value of <see cref="MediaEventKind.PlayEnded"/>.</summary>
public enum PlayEnd
{
    /// <summary>The clip was heard to its end.</summary>
    Finished,

    /// <summary>Nothing was heard, or no more: the side takes no G.711.</summary>
    NoCodec,
}
