namespace SipEdge.Media.Relay;

public enum MediaEventKind : byte
{
    /// <summary>The first good packet of a side was received.</summary>
    FirstPacket,

    /// <summary>The address a side is heard at and sent to was learned from a packet.</summary>
    Latched,
}

/// <summary>Something a call may want to know about its media. Plain data.</summary>
public readonly record struct MediaEvent(MediaEventKind Kind, MediaSide Side, MediaSessionId Session, MediaEndpoint Remote);
