namespace SipEdge.Media.Relay;

/// <summary>
/// Something a call may want to know about its media. <paramref name="Remote"/> is where the side is heard; what
/// <paramref name="Value"/> says depends on the kind. Plain data.
/// </summary>
public readonly record struct MediaEvent(
    MediaEventKind Kind,
    MediaSide Side,
    MediaSessionId Session,
    MediaEndpoint Remote,
    int Value = 0);
